{% from "sdk/mastra/section.js" import union %}
// {{ header }}
import type { OpenAIProvider, OpenAIProviderSettings } from "@ai-sdk/openai";
import type { Variables } from "./read.js";
import type { Settings } from "./settings.js";

/** The chat models that the gateway is known to serve. */
{{ union("export type KnownChatModel =", gateway.chat | map("javascript") | list, 0) }}

/** The id of a chat model; others than the known ones work too. */
export type ChatModel = KnownChatModel | (string & {});

/** The embedding models that the gateway is known to serve. */
{{ union("export type KnownEmbeddingModel =", gateway.embedding | map("javascript") | list, 0) }}

/** The id of an embedding model; others than the known ones work too. */
export type EmbeddingModel = KnownEmbeddingModel | (string & {});

/** What the gateway takes; all of it may be left out. */
export interface Options extends Pick<
  OpenAIProviderSettings,
  "fetch" | "headers"
> {
  /** Settings that are there already, of the agent or of a job. */
  readonly settings?: Pick<Settings, "gateway">;
  /** Where variables are read without settings; `process.env` unless said. */
  readonly environ?: Variables;
}

/** The models of the gateway, for `Agent.model`, the AI SDK, and its registry. */
export interface Gateway {
  readonly specificationVersion: "v3";
  chat(id: ChatModel): ReturnType<OpenAIProvider["chat"]>;
  embedding(id: EmbeddingModel): ReturnType<OpenAIProvider["embedding"]>;
  /** What a registry calls `chat`. */
  languageModel(id: ChatModel): ReturnType<OpenAIProvider["chat"]>;
  /** What a registry calls `embedding`. */
  embeddingModel(id: EmbeddingModel): ReturnType<OpenAIProvider["embedding"]>;
  /** The gateway makes no images. */
  imageModel(id: string): never;
}

/**
 * The gateway. Without settings it reads the gateway's URL and key alone.
 *
 * @throws {ConfigError} One of them is missing.
 */
export declare function gateway(options?: Options): Gateway;
