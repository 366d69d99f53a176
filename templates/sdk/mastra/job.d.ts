{% from "sdk/mastra/section.js" import types, used %}
// {{ header }}
{% set body = types(job) %}
import type { {{ used(body) }} } from "../read.js";
{{ body -}}
