{% from "sdk/mastra/section.js" import taking %}
// {{ header }}
// The AI Gateway, by the AI SDK's provider for the OpenAI API.
import { createOpenAI } from "@ai-sdk/openai";
import * as read from "./read.js";

/** @type {typeof import("./gateway.d.ts").gateway} */
export const gateway = (options = {}) => {
  const env = new read.Reader(options.environ);
  const given = options.settings?.gateway;
{{ taking("url", "given", gateway.held.URL, gateway.url) -}}
{{ taking("key", "given", gateway.held.API_KEY, gateway.key) -}}
{{ "" }}  env.finish();
  const provider = createOpenAI({
    fetch: options.fetch,
    headers: options.headers,
    name: "gateway",
    baseURL: read.openaiBaseUrl(url),
    apiKey: key.reveal(),
  });
  // The gateway has no `/responses`, which a bare call of the provider would use.
  /** @type {import("./gateway.d.ts").Gateway["chat"]} */
  const chat = (id) => provider.chat(id);
  /** @type {import("./gateway.d.ts").Gateway["embedding"]} */
  const embedding = (id) => provider.embedding(id);
  return {
    specificationVersion: "v3",
    chat,
    embedding,
    languageModel: chat,
    embeddingModel: embedding,
    imageModel() {
      throw new Error("the gateway makes no images");
    },
  };
};
