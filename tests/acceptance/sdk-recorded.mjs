// What models of the generated JavaScript packages send: node sdk-recorded.mjs FOLDER URL LOG.
//
// A server at URL, and under the providers' names, notes in LOG what it is asked and refuses it. Whatever names an account, a
// key, a header or an address to the official clients is marked as `stray` in the environment: no mark arrives, and none is in
// what an error says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { pathToFileURL } from "node:url";

const [folder, url, log] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${folder}/${path}.js`).href);
const mark = "stray";
const key = "sk-declared";
const prompt = [{ role: "user", content: [{ type: "text", text: "hello" }] }];
const access = { ASTRO_GATEWAY_URL: url, ASTRO_GATEWAY_API_KEY: key };
const own = ["OPENAI", "ANTHROPIC", "GEMINI", "GOOGLE", "COHERE"].map((name) => [`${name}_API_KEY`, key]);

/** Every model that the packages make: of settings, and of what it reads by itself. */
async function* made() {
  for (const [name, environ] of [
    ["choices", { ...access, OPENAI_API_KEY: key }],
    ["everything", { ...access, ...Object.fromEntries(own) }],
  ]) {
    const { gateway } = await load(`${name}/sdk/mastra/gateway`);
    const provider = gateway({ environ });
    yield* [provider.chat("a-model"), provider.languageModel("a-model")];
    yield* [provider.embedding("a-model"), provider.embeddingModel("a-model")];
    const { Settings } = await load(`${name}/sdk/mastra/settings`);
    const settings = Settings.example(environ);
    for (const [entry, make] of Object.entries(await load(`${name}/sdk/mastra/models`))) {
      const ids = ["chat", "embed"].includes(entry) ? [] : ["a-model"];
      yield* [make(...ids, { environ }), make(...ids, { settings, environ: {} })];
    }
  }
}

let asked = 0;
for await (const model of made()) {
  const calls = model.doEmbed
    ? [() => model.doEmbed({ values: ["hello"] })]
    : [() => model.doGenerate({ prompt }), () => model.doStream({ prompt })];
  for (const call of calls) {
    const before = readFileSync(log, "utf8").length;
    const error = await call().then(() => assert.fail("the recorder answered"), (error) => error);
    const sent = readFileSync(log, "utf8").slice(before);
    const said = inspect(error, { depth: 9, showHidden: true });
    assert(sent.includes(key), `${model.provider} did not arrive: ${said}`);
    assert(!sent.includes(mark), `${model.provider} sends ${sent}`);
    assert(!said.includes(mark), `${model.provider} says ${said}`);
    asked++;
  }
}
console.log(`sdk-recorded: ${asked} requests of JavaScript bear no mark of the environment, and no error does`);
