// Drives yaml-language-server over stdio with the published schema alone: what an editor shows without `ast`.
// Usage: node editor.mjs SERVER SCHEMA
import { spawn } from "node:child_process";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import assert from "node:assert";

const [server, schema] = process.argv.slice(2);
const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
const limit = setTimeout(() => { child.kill(); console.error("editor: no answer in two minutes"); process.exit(1); }, 120_000);
let next = 0;
const waiting = new Map();
const diagnostics = new Map();
const settings = {
  yaml: { schemaStore: { enable: false }, validate: true, hover: true, completion: true, schemas: { [pathToFileURL(resolve(schema)).href]: "*.yml" } },
};

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function request(method, params) {
  const id = ++next;
  send({ id, method, params });
  return new Promise((done) => waiting.set(id, done));
}

function receive(message) {
  if (message.method === "workspace/configuration") {
    const answer = message.params.items.map(({ section }) => section === "yaml" ? settings.yaml : null);
    send({ id: message.id, result: answer });
  } else if (message.method === "textDocument/publishDiagnostics") {
    diagnostics.get(message.params.uri)?.(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    send({ id: message.id, result: null });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result);
    waiting.delete(message.id);
  }
}

let buffer = Buffer.alloc(0);
child.stdout.on("data", (data) => {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf("\r\n\r\n");
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
    if (buffer.length < head + 4 + length) return;
    const body = buffer.subarray(head + 4, head + 4 + length).toString();
    buffer = buffer.subarray(head + 4 + length);
    receive(JSON.parse(body));
  }
});

let files = 0;
/** Opens a text; gives its URI and what is found in it. */
function open(text) {
  const uri = `file:///project/${++files}.yml`;
  const found = new Promise((done) => diagnostics.set(uri, done));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return found.then((list) => ({ uri, list }));
}

await request("initialize", { processId: process.pid, rootUri: null, capabilities: { workspace: { configuration: true }, textDocument: { hover: { contentFormat: ["markdown"] }, completion: { completionItem: { snippetSupport: true } } } } });
send({ method: "initialized", params: {} });
send({ method: "workspace/didChangeConfiguration", params: { settings } });

const head = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n";
const good = `${head}models:\n  chat:\n    provider: gateway\n    models: [claude-sonnet-4-6]\nknowledge:\n  db:\n    provider: postgres\n  own:\n    provider: my-store\nproviders:\n  my-store:\n    scope: [knowledge]\n    variables:\n      - name: URL\n        datatype: string\ninputs:\n  limit:\n    name: LIMIT\n    datatype: number\n    default: "20"\n`;
const sound = await open(good);
assert.deepEqual(sound.list, [], "a sound spec has no finding");

// Twenty mistakes: a text, and the line that has to be blamed (from 1).
const mistakes = {
  "misspelt key": [head.replace("image", "imgae"), 4],
  "unknown section": [`${head}modles: {}\n`, 5],
  "missing name": ["spec: blueprint/v1\nagent:\n  image: x:1\n", 1],
  "wrong version": [head.replace("v1", "v2"), 1],
  "image and build": [`${head}  build: {context: ., dockerfile: Dockerfile}\n`, 4],
  "provider and container": [`${head}knowledge:\n  db:\n    provider: redis\n    container: {image: "x:1"}\n`, 7],
  "neither provider nor container": [`${head}knowledge:\n  db:\n    inputs: []\n`, 7],
  "word for a boolean": [`${head}  distributed: maybe\n`, 5],
  "number for a string": [`${head}inputs:\n  a:\n    name: A\n    datatype: string\n    default: 20\n`, 9],
  "port out of range": [`${head}knowledge:\n  db:\n    container: {image: "x:1", port: 70000}\n`, 7],
  "broken duration": [`${head}  healthcheck: {path: /, interval: 10 seconds}\n`, 5],
  "unknown datatype": [`${head}inputs:\n  a:\n    name: A\n    datatype: text\n`, 8],
  "broken variable name": [`${head}inputs:\n  a:\n    name: my-limit\n    datatype: string\n`, 7],
  "select without options": [`${head}inputs:\n  a:\n    name: A\n    datatype: string\n    display-as: select\n`, 7],
  "older section": [`${head}tools:\n  a: {provider: github}\n`, 5],
  "older key of a store": [`${head}knowledge:\n  db:\n    provider: redis\n    persistent: true\n`, 8],
  "empty scope": [`${head}providers:\n  p:\n    scope: []\n    variables: [{name: A, datatype: string}]\n`, 7],
  "unknown trigger": [`${head}ingestion:\n  a:\n    container: {image: "x:1"}\n    trigger: {type: hourly}\n`, 8],
  "duplicate key": [`${head}name: other\n`, 5],
  "misspelt provider": [`${head}models:\n  chat:\n    provider: opnai\n`, 7],
};
assert.equal(Object.keys(mistakes).length, 20);
const missed = [];
for (const [name, [text, line]] of Object.entries(mistakes)) {
  const { list } = await open(text);
  const near = list.some(({ range }) => Math.abs(range.start.line + 1 - line) <= 1);
  if (!near) missed.push(name);
}
console.log(`editor: ${20 - missed.length} of 20 mistakes found by the schema alone${missed.length ? `; not found: ${missed.join(", ")}` : ""}`);
assert.ok(missed.length <= 2);

const complete = async (text, line, character) => {
  const { uri } = await open(text);
  const result = await request("textDocument/completion", { textDocument: { uri }, position: { line, character } });
  return (result?.items ?? result ?? []).map((item) => item.label);
};
for (const [section, names, foreign] of [
  ["models", ["anthropic", "openai", "gateway", "google", "gemini", "cohere"], "redis"],
  ["knowledge", ["postgres", "redis", "qdrant", "mysql", "neo4j", "pinecone"], "openai"],
  ["integrations", ["github", "gitlab"], "postgres"],
]) {
  const labels = await complete(`${head}${section}:\n  a:\n    provider: \n`, 6, 14);
  for (const name of names) assert.ok(labels.includes(name), `${section} does not complete ${name}: ${labels}`);
  assert.ok(!labels.includes(foreign), `${section} completes ${foreign}`);
  console.log(`editor: ${section} completes ${labels.join(", ")}`);
}

// A hover on every key of a spec that the language names.
let hovers = 0;
const rich = `${good}ingestion:\n  load:\n    container:\n      image: load:1\n      volume: /data\n      port: 8080\n      environment: {A: b}\n      healthcheck:\n        path: /\n        interval: 10s\n    trigger:\n      type: schedule\ndev:\n  command: python agent.py\n  interfaces:\n    messaging:\n      adapters: [web]\nsandbox:\n  toolchain: auto\n  python:\n    version: "3.12"\nconnections:\n  - provider: github\n    reason: reads your issues\n`;
const { uri, list } = await open(rich);
assert.deepEqual(list, [], "the rich spec has no finding");
const own = new Set(["chat", "db", "own", "my-store", "limit", "load", "A"]);
for (const [line, text] of rich.split("\n").entries()) {
  const key = /^[\s-]*([a-z_-]+):/i.exec(text);
  if (!key || own.has(key[1])) continue;
  const character = text.indexOf(key[1]) + 1;
  const hover = await request("textDocument/hover", { textDocument: { uri }, position: { line, character } });
  const shown = [hover?.contents?.value ?? hover?.contents ?? ""].flat().join("");
  assert.ok(shown.trim().length > 20, `nothing is shown for ${key[1]} on line ${line + 1}: ${shown}`);
  hovers += 1;
}
console.log(`editor: a hover on each of ${hovers} keys`);
clearTimeout(limit);
child.kill();
