// {{ header }}
export { ConfigError, Secret } from "./read.js";
export { Settings } from "./settings.js";
