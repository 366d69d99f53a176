// The environment of Node.
import process from "node:process";
import { env } from "node:process";
import { env as renamed } from "process";
import proc from "process";

// idiom: `process.env.NAME`
const a = process.env.MEMBER_A; // reads: MEMBER_A?
const b: string | undefined = process.env.MEMBER_B; // reads: MEMBER_B?
const c = process.env?.MEMBER_C; // reads: MEMBER_C?
const d = Number(process.env.MEMBER_D); // reads: MEMBER_D?
const e = `Bearer ${process.env.MEMBER_E}`; // reads: MEMBER_E?
const f = globalThis.process.env.MEMBER_F; // reads: MEMBER_F?
const g = { key: process.env.MEMBER_G, list: [process.env.MEMBER_H] }; // reads: MEMBER_G?, MEMBER_H?
await fetch(process.env.MEMBER_I, { method: "POST" }); // reads: MEMBER_I?

// idiom: `process.env["NAME"]`
process.env["INDEX_A"]; // reads: INDEX_A?
process.env['INDEX_B']; // reads: INDEX_B?
process.env[`INDEX_C`]; // reads: INDEX_C?
(process.env as Record<string, string>)["INDEX_D"]; // reads: INDEX_D?

// idiom: `process.env.NAME!`
const one = process.env.BANG_A!; // reads: BANG_A
const two = process.env["BANG_B"]!.split(","); // reads: BANG_B
client<Kind>({ apiKey: process.env.BANG_C! }); // reads: BANG_C

// idiom: a default, by `??`, `||` or `??=`
process.env.OR_A ?? "x"; // reads: OR_A?
process.env.OR_B || "x"; // reads: OR_B?
Number(process.env["OR_C"] ?? 3); // reads: OR_C?
process.env.OR_D ??= "x"; // reads: OR_D?
process.env.OR_E ?? (() => { throw new Error("set it"); })(); // reads: OR_E

// idiom: a read that is asked for right after
const asked = process.env.ASKED_A; // reads: ASKED_A
if (!asked) {
  throw new Error("set ASKED_A");
}
if (!process.env.ASKED_B) throw new Error("set ASKED_B"); // reads: ASKED_B
const undef = process.env.ASKED_C; // reads: ASKED_C
if (undef === undefined) process.exit(1);
const shown = process.env.ASKED_D; // reads: ASKED_D?
if (!shown) console.log("nothing");
assert(process.env.ASKED_E, "set ASKED_E"); // reads: ASKED_E
if (process.env.ASKED_F) start(); // reads: ASKED_F?

// idiom: destructuring, with another name and a default
const { TAKEN_A, TAKEN_B: other, TAKEN_C = "x", TAKEN_D: fourth = "y", ...rest } = process.env; // reads: TAKEN_A?, TAKEN_B?, TAKEN_C?, TAKEN_D?
const { "TAKEN_E": fifth } = process.env as Env; // reads: TAKEN_E?
function start({ TAKEN_F } = process.env) {} // reads: TAKEN_F?

// idiom: the environment under another name
env.NAMED_A; // reads: NAMED_A?
renamed["NAMED_B"]; // reads: NAMED_B?
proc.env.NAMED_C; // reads: NAMED_C?
const own = process.env;
own.NAMED_D!; // reads: NAMED_D

// idiom: `"NAME" in process.env`
"IN_A" in process.env; // reads: IN_A?

// idiom: a constant that holds the name
const NAME = "CONSTANT_A";
process.env[NAME]; // reads: CONSTANT_A?

// idiom: a loop over names
for (const name of ["LOOP_A", "LOOP_B"]) { // reads: LOOP_A, LOOP_B
  if (!process.env[name]) throw new Error(name);
}
const needed = ["LOOP_C", "LOOP_D"] as const; // reads: LOOP_C?, LOOP_D?
const missing = needed.filter((name) => !process.env[name]);

// idiom: a name that is computed
process.env[`${kind}_KEY`]; // reads: *
process.env[names[0]]; // reads: *

// idiom: a function that reads the variable that it is called with
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}
const optional = (name: string, fallback = "") => process.env[name] ?? fallback;
const bang = (name: string) => process.env[name]!;
class Config {
  read(key: string, defaultValue?: string) {
    return process.env[key] ?? defaultValue;
  }
}
required("HELPER_A"); // reads: HELPER_A
optional("HELPER_B"); // reads: HELPER_B?
optional("HELPER_C", "x"); // reads: HELPER_C?
bang("HELPER_D"); // reads: HELPER_D
new Config().read("HELPER_E", "x"); // reads: HELPER_E?
required(process.argv[2]); // reads: *
