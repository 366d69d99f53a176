{% from "sdk/mastra/section.js" import types %}
// {{ header }}
import type { Json, JsonObject, Secret, Variables } from "./read.js";
{{ types(settings) -}}
