{% from "sdk/mastra/section.js" import union %}
// {{ header }}
import type { OpenAIProvider, OpenAIProviderSettings } from "@ai-sdk/openai";
import type { Reader, Variables } from "./read.js";

/** The chat models that the gateway is known to serve. */
{{ union("export type KnownChatModel =", gateway.chat | map("javascript") | list, 0) }}

/** The id of a chat model; others than the known ones work too. */
export type ChatModel = KnownChatModel | (string & {});

/** The embedding models that the gateway is known to serve. */
{{ union("export type KnownEmbeddingModel =", gateway.embedding | map("javascript") | list, 0) }}

/** The id of an embedding model; others than the known ones work too. */
export type EmbeddingModel = KnownEmbeddingModel | (string & {});

/** What the AI SDK's provider takes beside key and address. */
export interface Options extends Pick<
  OpenAIProviderSettings,
  "fetch" | "headers"
> {
  /** Where variables are read; `process.env` unless said. */
  readonly environ?: Variables;
}

/** The models of the gateway, for `Agent.model` and the AI SDK. */
export interface Gateway {
  chat(id: ChatModel): ReturnType<OpenAIProvider["chat"]>;
  embedding(id: EmbeddingModel): ReturnType<OpenAIProvider["embedding"]>;
}

/**
 * The gateway. Of the environment it reads the gateway's URL and key alone.
 *
 * @throws {ConfigError} One of them is missing.
 */
export declare function gateway(options?: Options): Gateway;

/**
 * For this package: reads what the gateway is reached with, to be called once `env` has everything.
 *
 * @internal
 */
export declare function connect(env: Reader, options: Options): () => Gateway;
