// The plain client of `openai`, which takes an address alone, with the generated settings: sdk-openai.mjs URL KEY, in Node,
// Bun or Deno. It is copied to where both are installed; a gateway with made-up answers listens at URL.
import assert from "node:assert/strict";
import process from "node:process";
import { Settings } from "@ast/choices";
import { OpenAI } from "openai";

const [url, key] = process.argv.slice(2);
// What the environment says to this client is sent, as the README has it.
for (const name of Object.keys(process.env)) if (name.startsWith("OPENAI_")) delete process.env[name];
const { gateway } = Settings.load({ ASTRO_GATEWAY_URL: url, ASTRO_GATEWAY_API_KEY: key, OPENAI_API_KEY: "sk-1" });
const client = new OpenAI({ baseURL: gateway.baseUrl, apiKey: gateway.apiKey.reveal() });
const ask = { model: "claude-haiku-4-5", messages: [{ role: "user", content: "hello" }] };
const answer = /mock answer of claude-haiku-4-5/;
assert.match((await client.chat.completions.create(ask)).choices[0].message.content, answer);
let streamed = "";
for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
  streamed += chunk.choices[0]?.delta.content ?? "";
}
assert.match(streamed, answer);
console.log(`sdk-openai: a chat and a streamed chat ok in ${globalThis.Bun ? "Bun" : globalThis.Deno ? "Deno" : "Node"}`);
