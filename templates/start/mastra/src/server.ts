import { serve } from "@hono/node-server";
import { agent } from "./agent.ts";
import { app } from "./app.ts";

const server = serve({ fetch: app(agent()).fetch, port: Number(process.env["PORT"] ?? 8080) });
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => server.close());
}
