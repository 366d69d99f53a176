import assert from "node:assert/strict";
import { test } from "node:test";
import { namesSchema } from "../src/modeline.ts";

const MODELINE = "# yaml-language-server: $schema=../schema/astropods.schema.json\n";

test("a comment above everything else names the schema", () => {
  for (const text of [
    MODELINE,
    `\uFEFF${MODELINE}`,
    `# mine\n\n${MODELINE}spec: blueprint/v1\n`,
    `---\r\n${MODELINE.replace("\n", "\r\n")}`,
  ]) {
    assert.ok(namesSchema(text), text);
  }
});

test("other files are left alone", () => {
  for (const text of [
    "",
    "spec: blueprint/v1\n",
    `spec: blueprint/v1\n${MODELINE}`,
    MODELINE.replace("astropods", "compose"),
    MODELINE.replace("$schema", "schema"),
  ]) {
    assert.ok(!namesSchema(text), text);
  }
});
