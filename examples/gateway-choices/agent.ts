// Answers POST /ask from notes.json: embeds the notes, picks the closest ones, lets the chosen model answer.
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import OpenAI from "openai";

function required(name: string, value: string | undefined): string {
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

// The gateway is handed over as a bare origin; its API lives under /v1.
function openaiBaseUrl(gateway: string): string {
  const url = new URL(gateway);
  if (url.pathname === "/") url.pathname = "/v1";
  return url.href.replace(/\/+$/, "");
}

const client = new OpenAI({
  baseURL: openaiBaseUrl(required("ASTRO_GATEWAY_URL", process.env.ASTRO_GATEWAY_URL)),
  apiKey: required("ASTRO_GATEWAY_API_KEY", process.env.ASTRO_GATEWAY_API_KEY),
});
const chatModel = required("MODEL_CHAT", process.env.MODEL_CHAT);
const embedModel = required("MODEL_EMBED", process.env.MODEL_EMBED);
const closest = Number(process.env.CLOSEST_NOTES || "2");
const notes: string[] = JSON.parse(readFileSync(new URL("notes.json", import.meta.url), "utf8"));

async function embed(texts: string[]): Promise<number[][]> {
  const { data } = await client.embeddings.create({
    model: embedModel,
    input: texts,
    encoding_format: "float",
  });
  return data.map((item) => item.embedding);
}

function similarity(a: number[], b: number[]): number {
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

let embeddedNotes: Promise<number[][]> | undefined;

async function answer(question: string): Promise<string> {
  // A failed first try must not be remembered as the notes' vectors.
  embeddedNotes ??= embed(notes).catch((error) => {
    embeddedNotes = undefined;
    throw error;
  });
  const [vectors, [wanted]] = await Promise.all([embeddedNotes, embed([question])]);
  const seen = notes
    .map((note, i) => ({ note, score: similarity(vectors[i], wanted) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, closest)
    .map(({ note }) => note);
  const completion = await client.chat.completions.create({
    model: chatModel,
    messages: [
      { role: "system", content: `Answer from these notes alone:\n${seen.join("\n")}` },
      { role: "user", content: question },
    ],
  });
  return completion.choices[0].message.content ?? "";
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

createServer(async (request, response) => {
  const reply = (status: number, body: unknown) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  if (request.method === "GET" && request.url === "/healthz") return reply(200, { ok: true });
  if (request.method !== "POST" || request.url !== "/ask") return reply(404, { error: "not found" });
  let question: unknown;
  try {
    question = JSON.parse(await read(request)).question;
  } catch {
    question = undefined;
  }
  if (typeof question !== "string") return reply(400, { error: 'send {"question": "…"}' });
  try {
    reply(200, { model: chatModel, answer: await answer(question) });
  } catch (error) {
    console.error(error);
    reply(502, { error: "the model gave no answer" });
  }
}).listen(Number(process.env.PORT || "80"));
