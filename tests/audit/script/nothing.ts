// What looks like a read and is none: process.env.NONE_A
/* process.env.NONE_B                         none: a comment */
const text = "process.env.NONE_C"; // none: a text
const template = `process.env.NONE_D`; // none: a text
const expression = /process.env.NONE_E/; // none: an expression
const env = { NONE_F: "x" };
env.NONE_F; // none: a mapping of the file's own
env["NONE_F"]; // none: a mapping
other.process.env.NONE_G; // none: of something else
process.env.SET_A = "x"; // none: it is set
process.env["SET_B"] = "x"; // none: it is set
delete process.env.NONE_H; // none: it is taken away
spawn("x", { env: { ...process.env, NONE_I: "x" } }); // none: it is passed on
spawn("x", { env: process.env }); // none: it is passed on
const { NONE_J } = headers; // none: of something else
context.env.NONE_K; // none: of something else
Object.keys(process.env); // none: nothing is read by name
process.argv.NONE_L; // none: of something else
process.environment.NONE_M; // none: of something else
process.env.hasOwnProperty(text); // none: of every object
const shape = { process: { env: { NONE_N: "x" } } }; // none: a mapping
function inner(process: Fake) {
  return process.env.NONE_O; // none: what it is called with
}
const get = (env: Record<string, string>) => env.NONE_P; // none: what it is called with
type Env = { NONE_Q: string }; // none: a type
interface Wide { NONE_R: string } // none: a type
declare namespace NodeJS { interface ProcessEnv { NONE_S: string } } // none: a type
const config = { "NONE_T": 1 }; // none: a mapping
if (kind === "NONE_U") {} // none: a text
export const NONE_V = 1; // none: a name of the file's own
Deno.args.get("NONE_W"); // none: of something else
c.env.get("NONE_X"); // none: of something else
