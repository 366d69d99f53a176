// A tool of Mastra, served by itself.
import { serve } from "@hono/node-server";
import { createTool } from "@mastra/core/tools";
import { Hono } from "hono";
import { z } from "zod";

const greet = createTool({
  id: "greet",
  description: "Greets.",
  inputSchema: z.object({ message: z.string() }),
  execute: async ({ message }) => ({ text: `${process.env.GREETING}: ${message}` }),
});

const app = new Hono()
  .get("/health", (context) => context.json({ ok: true }))
  .post("/chat", async (context) => context.json(await greet.execute(await context.req.json(), {})));
serve({ fetch: app.fetch, port: 4111 });
