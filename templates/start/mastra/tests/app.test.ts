/** The agent's own side of a conversation, with a gateway of this machine's. */
import assert from "node:assert/strict";
import { type IncomingMessage, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import type { Hono } from "hono";
import { agent } from "../src/agent.ts";
import { app } from "../src/app.ts";

interface Asked {
  readonly stream: boolean;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

const read = async (request: IncomingMessage): Promise<Asked> => {
  let text = "";
  for await (const piece of request) text += piece;
  return JSON.parse(text);
};

const chunk = (delta: object): string =>
  `data: ${JSON.stringify({
    id: "1",
    object: "chat.completion.chunk",
    created: 0,
    model: "a-model",
    choices: [{ index: 0, delta: { role: "assistant", ...delta } }],
  })}\n\n`;

/** Asks for the time first, and says then what it was told. */
const gateway = createServer(async (request, response) => {
  if (request.headers.authorization !== "Bearer sk-right") {
    response.writeHead(401).end();
    return;
  }
  const last = (await read(request)).messages.at(-1);
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (last?.role === "user") {
    const call = { index: 0, id: "call-1", type: "function", function: { name: "now", arguments: "{}" } };
    response.end(`${chunk({ tool_calls: [call] })}data: [DONE]\n\n`);
  } else {
    response.end(`${chunk({ content: "It is " })}${chunk({ content: JSON.stringify(last?.content) })}data: [DONE]\n\n`);
  }
});

let served: Hono;

before(async () => {
  await new Promise<void>((done) => gateway.listen(0, "127.0.0.1", done));
  process.env["ASTRO_GATEWAY_URL"] = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  process.env["ASTRO_GATEWAY_API_KEY"] = "sk-right";
  served = app(agent());
});

after(() => gateway.close());

const ask = (to: Hono, body: unknown) =>
  to.request("/chat", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const said = async (response: Response): Promise<string[]> =>
  (await response.text()).split("\n").filter(Boolean).map((line) => line.replace(/^data: /, ""));

test("it is well", async () => {
  assert.deepEqual(await (await served.request("/health")).json(), { status: "ok" });
});

test("a tool is called, and the answer comes in pieces", async () => {
  const answer = await ask(served, { message: "What time is it?" });
  assert.match(answer.headers.get("content-type") ?? "", /^text\/event-stream/);
  const lines = await said(answer);
  const text = lines.slice(0, -1).map((line) => JSON.parse(line).text).join("");
  assert.match(text, /^It is .*20\d\d-/);
  assert.deepEqual([lines.length > 2, lines.at(-1)], [true, "[DONE]"]);
});

test("a model that refuses is told without its reason", async () => {
  process.env["ASTRO_GATEWAY_API_KEY"] = "sk-wrong";
  const lines = await said(await ask(app(agent()), { message: "hi" }));
  assert.deepEqual(lines, [`{"error":"the model can't be asked"}`, "[DONE]"]);
});

test("what is no question is refused", async () => {
  for (const body of [{}, { message: "" }, { message: 1 }]) {
    assert.equal((await ask(served, body)).status, 422);
  }
});
