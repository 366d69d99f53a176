import assert from "node:assert/strict";
import { test } from "node:test";
import { expanded } from "../src/path.ts";

const places = { home: "/users/$&", folder: "/projects/$1" };

test("the home folder and the workspace are filled in as they are", () => {
  for (const [path, expected] of [
    ["ast", "ast"],
    [" ~/bin/ast ", "/users/$&/bin/ast"],
    ["~", "/users/$&"],
    ["~other/ast", "~other/ast"],
    ["a~/ast", "a~/ast"],
    [`$\{workspaceFolder}/target/debug/ast`, "/projects/$1/target/debug/ast"],
    ["", ""],
  ] as const) {
    assert.equal(expanded(path, places), expected);
  }
});

test("without a folder its name stays, so that the message shows it", () => {
  const path = `$\{workspaceFolder}/ast`;
  assert.equal(expanded(path, { ...places, folder: undefined }), path);
});
