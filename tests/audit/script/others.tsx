// Other runtimes, and libraries.
import { cleanEnv, port, str } from "envalid";
import { createEnv } from "@t3-oss/env-nextjs";
import envVar from "env-var";
import { z } from "zod";
import * as zod from "zod";

// idiom: `import.meta.env.NAME`
import.meta.env.VITE_A; // reads: VITE_A?
import.meta.env["VITE_B"] ?? "x"; // reads: VITE_B?
import.meta.env.MODE; // none: Vite says it

// idiom: `Deno.env.get("NAME")`
Deno.env.get("DENO_A"); // reads: DENO_A?
Deno.env.get("DENO_B")!; // reads: DENO_B
Deno.env.get("DENO_C") ?? "x"; // reads: DENO_C?
Deno.env.has("DENO_D"); // reads: DENO_D?

// idiom: `Bun.env.NAME`
Bun.env.BUN_A; // reads: BUN_A?
Bun.env["BUN_B"]!; // reads: BUN_B

// idiom: a schema of zod over `process.env`
const schema = z.object({
  ZOD_A: z.string(), // reads: ZOD_A
  ZOD_B: z.string().optional(), // reads: ZOD_B?
  ZOD_C: z.coerce.number().default(3), // reads: ZOD_C?
  ZOD_D: z.enum(["a", "b"]), // reads: ZOD_D
  "ZOD_E": z.string().url().nullish(), // reads: ZOD_E?
});
export const settings = schema.parse(process.env);
zod.object({ ZOD_F: zod.string() }).safeParse(process.env); // reads: ZOD_F
z.object({ ZOD_G: z.string() }).parse(request.body); // none: of something else
const body = z.object({ ZOD_H: z.string() }); // none: held to nothing

// idiom: `envalid`
cleanEnv(process.env, {
  ENVALID_A: str(), // reads: ENVALID_A
  ENVALID_B: port({ default: 3000 }), // reads: ENVALID_B?
  ENVALID_C: str({ devDefault: "x" }), // reads: ENVALID_C
});

// idiom: `t3-env`
export const env = createEnv({
  server: {
    TTHREE_A: z.string().min(1), // reads: TTHREE_A
    TTHREE_B: z.string().optional(), // reads: TTHREE_B?
  },
  client: { NEXT_PUBLIC_A: z.string() }, // reads: NEXT_PUBLIC_A
  experimental__runtimeEnv: process.env,
});

// idiom: `env-var`
envVar.get("ENVVAR_A").required().asString(); // reads: ENVVAR_A
envVar.get("ENVVAR_B").default("x").asString(); // reads: ENVVAR_B?
envVar.get("ENVVAR_C").asInt(); // reads: ENVVAR_C?

// idiom: a read in JSX
export const Page = () => <a href={process.env.JSX_A}>{process.env.JSX_B ?? "x"}</a>; // reads: JSX_A?, JSX_B?
