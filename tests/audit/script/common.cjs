// As CommonJS has it.
// idiom: `require("process")`
const { env } = require("node:process");
const other = require("process");
env.COMMON_A; // reads: COMMON_A?
other.env.COMMON_B; // reads: COMMON_B?
require("process").env.COMMON_C; // reads: COMMON_C?
