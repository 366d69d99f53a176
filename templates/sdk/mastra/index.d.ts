// {{ header }}
export { ConfigError, Secret } from "./read.js";
export type { Json, Problem, Variables } from "./read.js";
export { Settings } from "./settings.js";
export type { {{ settings.type_name }}Variable } from "./settings.js";
