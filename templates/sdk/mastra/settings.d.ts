{% from "sdk/mastra/section.js" import types, used %}
// {{ header }}
{% set body = types(settings) %}
import type { {{ used(body) }} } from "./read.js";
{{ body -}}
