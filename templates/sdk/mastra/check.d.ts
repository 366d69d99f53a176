// {{ header }}
import type { {{ settings.type_name }} } from "./settings.js";

/** What is wrong with the environment{{ " or the gateway" if gateway }}, a sentence each; nothing where all is well. */
export declare function run(settings?: {{ settings.type_name }}): Promise<string[]>;
