{% from "sdk/mastra/section.js" import reading %}
// {{ header }}
// The AI Gateway, by the AI SDK's provider for the OpenAI API.
import { createOpenAI } from "@ai-sdk/openai";
import * as read from "./read.js";

/** @type {typeof import("./gateway.d.ts").gateway} */
export const gateway = (options = {}) => {
  const env = new read.Reader(options.environ ?? process.env);
  const provider = connect(env, options);
  env.finish();
  return provider();
};

/** @type {typeof import("./gateway.d.ts").connect} */
export const connect = (env, options) => {
  {{ reading(gateway.url, "const url = ", 2, ";", true) }}
  {{ reading(gateway.key, "const key = ", 2, ";", true) }}
  return () => {
    const provider = createOpenAI({
      fetch: options.fetch,
      headers: options.headers,
      name: "gateway",
      baseURL: read.openaiBaseUrl(url),
      apiKey: key.reveal(),
    });
    return {
      // The gateway has no `/responses`, which a bare call of the provider would use.
      chat: (id) => provider.chat(id),
      embedding: (id) => provider.embedding(id),
    };
  };
};
