{% from "sdk/mastra/section.js" import quoted, settings as values %}
// {{ header }}
// The settings of `{{ quoted(job.path) }}`: every variable that it is given, typed and checked.
import * as read from "../read.js";
{{ values(job) -}}
