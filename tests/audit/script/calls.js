// Where another file's function is used.
import { fetchSetting } from "./elsewhere.mjs";
import * as elsewhere from "./elsewhere.mjs";

// idiom: such a function of another file
fetchSetting("OUTSIDE_A"); // reads: OUTSIDE_A
elsewhere.fetchSetting("OUTSIDE_B"); // reads: OUTSIDE_B
