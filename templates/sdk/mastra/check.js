// {{ header }}
// Checks that the environment is complete{{ " and that the gateway answers" if gateway }}: by hand as `node check.js`, or by
// `run` in a test.{{ " Against a mock gateway it costs nothing: `ast generate compose --gateway mock`," if gateway }}
{% if gateway %}
// and `docker compose up gateway`.
{% endif %}
import { realpathSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
{% if gateway %}
import { gateway } from "./gateway.js";
{% endif %}
import { ConfigError, sentence } from "./read.js";
import { Settings } from "./settings.js";

/** @type {typeof import("./check.d.ts").run} */
export const run = async (settings) => {
{% if gateway %}
  let models;
{% endif %}
  try {
    settings ??= Settings.load();
{% if gateway %}
    models = gateway({ settings });
{% endif %}
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(sentence);
  }
{% if gateway %}
{% set chosen = factories.models | selectattr("provider", "eq", "gateway") | selectattr("choice") | list %}
{% for kind in ["chat", "embedding"] %}
{% set ids %}
{% for factory in chosen if factory.kind == kind %}
{% set entry, field = "settings.models." ~ factory.entry, "." ~ factory.held.MODEL.field %}
{{ entry ~ ("\n      " if (entry ~ field) | length > 75 else "") ~ field -}}|
{%- endfor %}
{% endset %}
{% set items = ids | split("|") | select | list if chosen or kind == "embedding" else [gateway.first | javascript] %}
{% if items %}
  {{ fold("const " ~ kind ~ " = [", items, "];", 2, "javascript") }}
{% else %}
  const {{ kind }} = /** @type {string[]} */ ([]);
{% endif %}
{% endfor %}
  return asked(models, chat, embedding);
};

/** @type {Parameters<ReturnType<import("./gateway.d.ts").Gateway["chat"]>["doGenerate"]>[0]["prompt"]} */
const prompt = [{ role: "user", content: [{ type: "text", text: "hello" }] }];

/**
 * @param {import("./gateway.d.ts").Gateway} models
 * @param {readonly string[]} chat
 * @param {readonly string[]} embedding
 */
const asked = async (models, chat, embedding) => {
  /** @type {string[]} */
  const problems = [];
  for (const id of [...chat, ...embedding]) {
    try {
      if (embedding.includes(id)) {
        await models.embedding(id).doEmbed({ values: ["hello"] });
      } else {
        await models.chat(id).doGenerate({ prompt });
      }
    } catch (error) {
      // As the AI SDK says that a request failed; anything else is a fault of ours.
      if (!(error instanceof Error)) throw error;
      if (error.name !== "AI_APICallError") throw error;
      const status = "statusCode" in error ? error.statusCode : undefined;
      if (status === undefined) {
        return ["{{ gateway.url.variable }} leads to no gateway that answers"];
      }
      if (status === 401) {
        return ["{{ gateway.key.variable }} is a key that the gateway refuses"];
      }
      problems.push(`${id} is answered with status ${status}`);
    }
  }
  return problems;
};
{% else %}
  return [];
};
{% endif %}

const main = process.argv[1];
if (main && realpathSync(main) === fileURLToPath(import.meta.url)) {
  const problems = await run();
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) {
    console.log("the environment is complete{{ ", and the gateway answers" if gateway }}");
  }
  process.exitCode = problems.length === 0 ? 0 : 1;
}
