// The generated JavaScript packages in the frameworks that people use: node sdk-frameworks.mjs FOLDER URL KEY.
//
// FOLDER holds `choices` with its package, and what it needs in node_modules; a gateway with made-up answers listens at URL.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, url, key] = process.argv.slice(2);
const { resolve } = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(resolve(name)).href);
const own = (name) => import(pathToFileURL(`${folder}/choices/sdk/mastra/${name}.js`).href);
const { gateway } = await own("gateway");
const models = await own("models");
const environ = { ASTRO_GATEWAY_URL: url, ASTRO_GATEWAY_API_KEY: key };
const id = "claude-haiku-4-5";
const answer = /mock answer of claude-haiku-4-5/;

/** The gateway is a provider: models by name, streamed and embedded, and none of images. */
async function registry() {
  const { createProviderRegistry, embed, generateText, streamText } = await load("ai");
  const registry = createProviderRegistry({ gateway: gateway({ environ }) });
  const { text } = await generateText({ model: registry.languageModel(`gateway:${id}`), prompt: "hello" });
  assert.match(text, answer);
  const { textStream } = streamText({ model: registry.languageModel(`gateway:${id}`), prompt: "hello" });
  let streamed = "";
  for await (const part of textStream) streamed += part;
  assert.match(streamed, answer);
  const model = registry.embeddingModel("gateway:titan-embed-text-v2");
  assert.equal((await embed({ model, value: "hello" })).embedding.length, 8);
  assert.throws(() => registry.imageModel("gateway:any"), /no images/);
}

/** A Worker's `env` is an object with bindings beside its variables, and there is no `process.env` to read. */
async function worker() {
  const { generateText } = await load("ai");
  const { Settings } = await own("settings");
  const env = { ...environ, OPENAI_API_KEY: "sk-1", MODEL_CHAT: id, KV: { get: () => null } };
  const { text } = await generateText({ model: models.chat({ settings: Settings.load(env) }), prompt: "hello" });
  assert.match(text, answer);
}

/** An agent whose model calls a tool, and a workflow that asks one. */
async function mastra() {
  const { Agent } = await load("@mastra/core/agent");
  const { createTool } = await load("@mastra/core/tools");
  const { createStep, createWorkflow } = await load("@mastra/core/workflows");
  const { z } = await load("zod");
  let called = 0;
  const execute = async () => (called++, "noon");
  const clock = createTool({ id: "clock", description: "Tells the time.", inputSchema: z.object({}), execute });
  const provider = gateway({ environ });
  const made = (model) => new Agent({ id: "test", name: "test", instructions: "Answer.", model, tools: { clock } });
  const told = await made(provider.chat("caller")).generate("What time is it?");
  assert.equal(called, 1);
  assert.match(told.text, answer);
  const agent = made(provider.chat(id));
  const text = z.object({ text: z.string() });
  const ask = createStep({
    id: "ask",
    inputSchema: text,
    outputSchema: text,
    execute: async ({ inputData }) => ({ text: (await agent.generate(inputData.text)).text }),
  });
  const workflow = createWorkflow({ id: "flow", inputSchema: text, outputSchema: text }).then(ask).commit();
  const result = await (await workflow.createRun()).start({ inputData: { text: "hello" } });
  assert.match(result.result.text, answer);
}

for (const step of [registry, worker, mastra]) {
  const begin = performance.now();
  await step();
  console.log(`sdk-frameworks: ${step.name} ok, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}
