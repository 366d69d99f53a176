import assert from "node:assert/strict";
import { test } from "node:test";
import { located, onPath } from "../src/locate.ts";

const machine = (there: string[], more = {}) => ({
  home: "/home/me",
  folder: "/project",
  windows: false,
  trusted: true,
  exists: (path: string) => there.includes(path),
  ...more,
});

test("the project's own program goes before that of the user", () => {
  const all = [
    "/home/me/.local/bin/ast",
    "/home/me/.cargo/bin/ast",
    "/project/node_modules/.bin/ast",
    "/project/.venv/bin/ast",
  ];
  assert.equal(located(machine(all)), "/project/.venv/bin/ast");
  assert.equal(located(machine(all.slice(0, 3))), "/project/node_modules/.bin/ast");
  assert.equal(located(machine(all.slice(0, 2))), "/home/me/.cargo/bin/ast");
  assert.equal(located(machine(all.slice(0, 1))), "/home/me/.local/bin/ast");
  assert.equal(located(machine([])), undefined);
});

test("a folder that is not trusted, or none, says nothing", () => {
  const there = ["/project/.venv/bin/ast", "/home/me/.cargo/bin/ast"];
  assert.equal(located(machine(there, { trusted: false })), "/home/me/.cargo/bin/ast");
  assert.equal(located(machine(there, { folder: undefined })), "/home/me/.cargo/bin/ast");
});

test("a program of the path is seen", () => {
  assert.equal(
    onPath("/a::/b", false, (path) => path === "/b/ast"),
    true,
  );
  assert.equal(
    onPath("/a", false, () => false),
    false,
  );
  assert.equal(
    onPath(undefined, false, () => true),
    false,
  );
});
