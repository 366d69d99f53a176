{% from "sdk/mastra/section.js" import settings as values %}
// {{ header }}
// The settings of the agent: every variable that it is given, typed and checked.
import * as read from "./read.js";
{{ values(settings) -}}
