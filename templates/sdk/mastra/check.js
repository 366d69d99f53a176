// {{ header }}
// Checks by hand that the environment is complete and that the gateway answers: `node check.js`.
// Against a mock gateway it costs nothing: `ast generate compose --gateway mock`, and
// `docker compose up gateway`.
import process from "node:process";
{% if gateway %}
import { gateway } from "./gateway.js";
{% endif %}
import { ConfigError } from "./read.js";
import { Settings } from "./settings.js";

try {
  Settings.load();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
console.log("the environment has everything");
{% if gateway %}

const id = {{ gateway.first | javascript }};
const { content } = await gateway()
  .chat(id)
  .doGenerate({
    prompt: [{ role: "user", content: [{ type: "text", text: "Say hello." }] }],
  });
const answer = content.map((part) => (part.type === "text" ? part.text : ""));
console.log(`${id}: ${answer.join("")}`);
{% for id in gateway.embedding[:1] %}

const embedder = gateway().embedding({{ id | javascript }});
const { embeddings } = await embedder.doEmbed({ values: ["hello"] });
console.log(`${embedder.modelId}: ${embeddings[0]?.length} numbers`);
{% endfor %}
{% endif %}
