// The generated JavaScript packages, used as an agent would: node sdk-mastra.mjs FOLDER URL KEY.
//
// FOLDER holds `everything`, `choices` and `texts` with their packages and plans, and what they need in node_modules; a gateway
// with made-up answers listens at URL.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { once } from "node:events";
import { inspect } from "node:util";
import { pathToFileURL } from "node:url";

const [folder, url, key] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(`${folder}/${path}`).href);
const mastra = createRequire(`${folder}/package.json`).resolve("@mastra/core/agent");
const { Agent } = await import(pathToFileURL(mastra).href);

const SAMPLES = { number: "1.5", boolean: "true", array: '["a"]', object: '{"a": 1}', string: "sample" };

/** An environment that notes what is asked of it, and can't be listed. */
function recording(values) {
  const asked = new Set();
  const refuse = () => assert.fail("the environment was listed");
  const get = (_, name) => (asked.add(name), values[name]);
  return [new Proxy({}, { get, ownKeys: refuse, has: refuse, getOwnPropertyDescriptor: refuse }), asked];
}

/** What the plans give a container under any binding, a repeated value once. */
function wanted(name, container) {
  const rows = new Map();
  for (const target of ["local", "cluster"]) {
    const plan = JSON.parse(readFileSync(`${folder}/${name}/plan.${target}.json`, "utf8"));
    for (const row of plan.containers.find(({ id }) => id === container).env) rows.set(row.name, row);
  }
  const first = new Map();
  const byLength = (a, b) => a.name.length - b.name.length || (a.name < b.name ? -1 : 1);
  for (const row of [...rows.values()].sort(byLength)) {
    const repeated = ["connection", "store-credential"].includes(row.kind);
    const own = `${row.component} ${repeated ? row.name.split("_").at(-1) : row.name}`;
    if (!first.has(own)) first.set(own, row);
  }
  return [...first.values()];
}

function environment(rows) {
  const port = (name) => name === "PORT" || name.endsWith("_PORT");
  const sample = (row) => (port(row.name) ? "8080" : (row.options[0] ?? SAMPLES[row.datatype]));
  const values = Object.fromEntries(rows.map((row) => [row.name, sample(row)]));
  if (values.ASTRO_GATEWAY_URL) values.ASTRO_GATEWAY_URL = "https://sample.invalid";
  return values;
}

function refused(call, ...names) {
  try {
    call();
  } catch (error) {
    assert.equal(error.name, "ConfigError", inspect(error));
    assert.deepEqual(error.problems.map(({ name }) => name).sort(), names.sort(), error.message);
    return error;
  }
  assert.fail(`${names} were not missed`);
}

async function parity() {
  for (const [name, module, container] of [
    ["everything", "settings.js", "agent"],
    ["everything", "ingestion/nightly.js", "ingestion.nightly"],
    ["choices", "settings.js", "agent"],
  ]) {
    const { Settings } = await load(`${name}/sdk/mastra/${module}`);
    const rows = wanted(name, container);
    const [environ, asked] = recording(environment(rows));
    Settings.load(environ);
    assert.deepEqual([...asked].sort(), rows.map((row) => row.name).sort(), container);
    const free = (row) =>
      ["platform", "environment"].includes(row.kind) || (!row.required && row.kind !== "connection");
    refused(() => Settings.load({}), ...rows.filter((row) => !free(row)).map((row) => row.name));
  }
}

/** Every default arrives as it was written. */
async function texts() {
  const { Settings } = await load("texts/sdk/mastra/settings.js");
  const { inputs } = Settings.load({});
  const rows = wanted("texts", "agent").filter(({ name }) => name.startsWith("TEXT_"));
  assert(rows.length > 100);
  for (const row of rows) assert.equal(inputs[row.name.toLowerCase().replace("_", "")], row.default, row.name);
}

async function values() {
  const { Settings, Secret } = await load("everything/sdk/mastra/index.js");
  const given = environment(wanted("everything", "agent"));
  const settings = Settings.load(given);
  assert.deepEqual(settings.inputs.limits, { a: 1 });
  assert.equal(settings.inputs.flag, true);
  assert.equal(settings.knowledge.cache.port, 8080);
  const { token } = settings.inputs;
  assert(token instanceof Secret && token.reveal() === "sample");
  for (const shown of [`${token}`, JSON.stringify({ token }), inspect(token), String(token), inspect(settings.inputs.keys)]) {
    assert(!shown.includes("sample") && !shown.includes('"a"'), shown);
  }
  assert.deepEqual(settings.inputs.keys.reveal(), ["a"]);
  const empty = Settings.load({ ...given, RATIO: "", MOOD: "", LABELS: "", FLAG: "" }).inputs;
  assert.deepEqual([empty.ratio, empty.mood, empty.labels, empty.flag], [1.5, undefined, ["a", 1], undefined]);
  const wrong = {
    TEMPERATURE: ["NaN", "0x10", "1_000", "TRUE", "1e999", "-", "1 2", "[1]", "Infinity"],
    FLAG: ["True", "1", "yes"],
    LABELS: ["{}", "[1", "[NaN]", "[1e999]", "a", "[".repeat(100000)],
    LIMITS: ["[]", "null"],
    TONE: ["rude"],
    RATIO: ["2"],
    KEYS: ["hunter2"],
    REDIS_PORT: ["0", "65536", "1.5", "x"],
  };
  for (const [name, texts] of Object.entries(wrong)) {
    for (const text of texts) {
      const error = refused(() => Settings.load({ ...given, [name]: text }), name);
      assert(!inspect(error).includes("hunter2"));
    }
  }
}

/** Settings of a test: made up where the test says nothing, frozen, equal where their values are. */
async function examples() {
  const { Settings, Secret } = await load("everything/sdk/mastra/index.js");
  const { Settings: Nightly } = await load("everything/sdk/mastra/ingestion/nightly.js");
  const made = Settings.example();
  assert.deepEqual([made.gateway.url, made.gateway.apiKey.reveal()], ["https://example.invalid", "example"]);
  assert.deepEqual([made.knowledge.cache.host, made.knowledge.cache.port], ["example.invalid", 8080]);
  const { tone, ratio, labels, mood } = made.inputs;
  assert.deepEqual([tone, ratio, labels, mood], ["friendly", 1.5, ["a", 1], undefined]);
  assert(Settings.equal(made, Settings.example()));
  for (const other of [{ PLAIN: "other" }, { TOKEN: "other" }, { ASTRO_GATEWAY_API_KEY: "other" }]) {
    assert(!Settings.equal(made, Settings.example(other)), JSON.stringify(other));
  }
  assert(!Settings.equal(made, Nightly.example()) && new Secret(["a"]).equals(new Secret(["a"])));
  refused(() => Settings.example({ TEMPERATURE: "warm", PLAIN: "a" }), "TEMPERATURE");
  refused(() => Settings.example({ TEMPERATUR: "1" }), "TEMPERATUR");
  for (const change of [
    () => (made.gateway.url = "other"),
    () => (made.gateway = {}),
    () => (made.gateway.other = 1),
    () => delete made.inputs.plain,
    () => made.inputs.labels.push("b"),
    () => (made.inputs.limits.x = 1),
  ]) {
    assert.throws(change, TypeError);
  }
  // What a Worker binds may be no text.
  refused(() => Settings.load({ ...environment(wanted("everything", "agent")), PLAIN: { a: 1 } }), "PLAIN");
}

/** What every language and `ast env check` decide alike; no value is in what is said of it. */
async function awkward() {
  const { Settings } = await load("everything/sdk/mastra/index.js");
  const given = environment(wanted("everything", "agent"));
  const table = JSON.parse(readFileSync(`${folder}/awkward.json`, "utf8"));
  for (const { name, text, outcome } of table) {
    const values = { ...given, [name]: text };
    if (outcome === "refused") {
      const error = refused(() => Settings.load(values), name);
      assert(!inspect(error).includes("hunter2"), name);
    } else Settings.load(values);
  }
  const settings = Settings.load({ ...given, ASTRO_GATEWAY_URL: " https://a.example\n", OPENAI_API_KEY: " sk-1\r\n" });
  assert.equal(settings.gateway.baseUrl, "https://a.example/v1");
  assert.equal(settings.models.ownGpt.apiKey.reveal(), "sk-1");
  console.log(`sdk-mastra: ${table.length} awkward values are taken or refused as the table says`);
}

async function gateway() {
  const { gateway } = await load("choices/sdk/mastra/gateway.js");
  const models = await load("choices/sdk/mastra/models.js");
  const environ = { ASTRO_GATEWAY_URL: url, ASTRO_GATEWAY_API_KEY: key };
  const agent = (model) => new Agent({ id: "test", name: "test", instructions: "Answer.", model });
  for (const base of [url, `${url}/`, `${url}/v1`, `${url}/v1/`]) {
    const model = gateway({ environ: { ...environ, ASTRO_GATEWAY_URL: base } }).chat("claude-sonnet-4-6");
    const { text } = await agent(model).generate("hello");
    assert.match(text, /mock answer of claude-sonnet-4-6/);
  }
  const { textStream } = await agent(gateway({ environ }).chat("claude-haiku-4-5")).stream("hello");
  let streamed = "";
  for await (const part of textStream) streamed += part;
  assert.match(streamed, /mock answer of claude-haiku-4-5/);
  const chosen = models.chat({ environ: { ...environ, MODEL_CHAT: "claude-haiku-4-5" } });
  assert.equal(chosen.modelId, "claude-haiku-4-5");
  assert.match((await agent(models.chat({ environ })).generate("hello")).text, /claude-sonnet-4-6/);
  const { embeddings } = await models.embed({ environ }).doEmbed({ values: ["a"] });
  assert.equal(embeddings[0].length, 8);
  assert.equal(models.free("claude-opus-4-8", { environ }).modelId, "claude-opus-4-8");

  const ask = (model) => model.doGenerate({ prompt: [{ role: "user", content: [{ type: "text", text: "hello" }] }] });
  const sent = [];
  const options = { environ, headers: { "x-of": "a test" }, fetch: (...call) => (sent.push(call[1].headers), fetch(...call)) };
  await ask(gateway(options).chat("claude-sonnet-4-6"));
  await ask(models.chat(options));
  assert.deepEqual(sent.map((headers) => headers["x-of"]), ["a test", "a test"]);
  const fails = (status, given, id = "claude-sonnet-4-6") =>
    assert.rejects(
      async () => ask(gateway({ environ: { ...environ, ...given } }).chat(id)),
      (error) => error.name === "AI_APICallError" && error.statusCode === status,
    );
  await fails(401, { ASTRO_GATEWAY_API_KEY: "wrong" });
  await fails(400, {}, "no-such-model");
  await fails(429, {}, "busy");
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  await fails(undefined, { ASTRO_GATEWAY_URL: `http://127.0.0.1:${port}` });
  refused(() => gateway({ environ: {} }), "ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY");
  refused(() => models.chat({ environ: {} }), "ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY");
  refused(() => models.draft("gpt", { environ }), "OPENAI_API_KEY");
  const [recorded, asked] = recording(environ);
  gateway({ environ: recorded });
  assert.deepEqual([...asked].sort(), Object.keys(environ).sort());

  // Settings that are there already are read, and nothing beside them.
  const { Settings } = await load("choices/sdk/mastra/settings.js");
  const given = (variables) => Settings.example({ ...environ, ...variables });
  const [nothing, none] = recording({});
  const settings = given({ MODEL_CHAT: "claude-haiku-4-5" });
  assert.match((await agent(models.chat({ settings, environ: nothing })).generate("hello")).text, /claude-haiku-4-5/);
  assert.equal(models.draft("gpt", { settings, environ: nothing }).modelId, "gpt");
  assert.equal(none.size, 0);

  const { run } = await load("choices/sdk/mastra/check.js");
  assert.deepEqual(await run(given({})), []);
  const key401 = await run(given({ ASTRO_GATEWAY_API_KEY: "wrong" }));
  assert.deepEqual(key401, ["ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"]);
  const down = await run(given({ ASTRO_GATEWAY_URL: `http://127.0.0.1:${port}` }));
  assert.deepEqual(down, ["ASTRO_GATEWAY_URL leads to no gateway that answers"]);
  const unknown = await run(given({ MODEL_CHAT: "no-such-model" }));
  assert.deepEqual(unknown, ["no-such-model is answered with status 400"]);
}

/** Models with a key of one's own, by the providers' own hosts, which are this machine; nothing here speaks for Cohere. */
async function providers() {
  const models = await load("everything/sdk/mastra/models.js");
  const environ = environment(wanted("everything", "agent"));
  const agent = (model) => new Agent({ id: "test", name: "test", instructions: "Answer.", model, maxRetries: 0 });
  for (const [name, variable, id] of [
    ["ownGpt", "OPENAI_API_KEY"],
    ["claude", "ANTHROPIC_API_KEY", "a-claude"],
    ["gemini", "GEMINI_API_KEY", "a-gemini"],
    ["vertex", "GOOGLE_API_KEY", "a-gemini"],
  ]) {
    const make = (environ) => models[name](id, { environ });
    const model = make({ [variable]: process.env.PROVIDER_KEY });
    assert.equal(model.modelId, id ?? "gpt-5.4");
    const { text } = await agent(model).generate("hello");
    assert.match(text, new RegExp(`mock answer of ${model.modelId}`), name);
    const prompt = [{ role: "user", content: [{ type: "text", text: "hello" }] }];
    await assert.rejects(
      async () => make({ [variable]: "wrong" }).doGenerate({ prompt }),
      (error) => error.name === "AI_APICallError" && error.statusCode === 401,
      name,
    );
    let called = 0;
    const given = { environ: { [variable]: process.env.PROVIDER_KEY }, fetch: (...call) => (called++, fetch(...call)) };
    await models[name](id, given).doGenerate({ prompt });
    assert.equal(called, 1, name);
    refused(() => make({}), variable);
  }
  assert.equal(models.command("a-model", { environ }).modelId, "a-model");
}

for (const step of [parity, texts, values, examples, awkward, gateway, providers]) {
  const begin = performance.now();
  await step();
  console.log(`sdk-mastra: ${step.name} ok, ${((performance.now() - begin) / 1000).toFixed(1)} s`);
}
