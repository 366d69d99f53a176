#!/usr/bin/env node
// Becomes the program of this machine's package where Node can do that; elsewhere starts it and stands between.
"use strict";

const { existsSync } = require("node:fs");

const platform = `${process.platform}-${process.arch}`;
const name = `ast-compiler-${platform}`;

/** Ends with a line that says what to do. */
function fail(message) {
  process.stderr.write(`ast: ${message}\n`);
  process.exit(2);
}

function found() {
  try {
    return require.resolve(`${name}/bin/${process.platform === "win32" ? "ast.exe" : "ast"}`);
  } catch {
    const { optionalDependencies } = require("./package.json");
    return fail(
      name in optionalDependencies
        ? `the package ${name} is missing: install ast-compiler again, without leaving out optional dependencies`
        : `there is no program for ${platform} in npm: build it with cargo`,
    );
  }
}

/** Starts it, passes on what it is told and ends as it does. */
function between(program, args) {
  const { spawn } = require("node:child_process");
  const { isatty } = require("node:tty");
  const child = spawn(program, args, { stdio: "inherit" });
  const listened = {};
  for (const signal of ["SIGINT", "SIGQUIT", "SIGTERM", "SIGHUP", "SIGUSR1", "SIGUSR2"]) {
    if (process.platform === "win32" && signal !== "SIGINT") continue;
    // A terminal tells both of a key; once more would be a second one.
    const isKey = signal === "SIGINT" || signal === "SIGQUIT";
    listened[signal] = () => (isKey && isatty(0)) || child.kill(signal);
    process.on(signal, listened[signal]);
  }
  child.on("error", (error) => fail(`${program} does not start: ${error.message}`));
  child.on("close", (status, signal) => {
    if (signal === null) process.exit(status);
    if (listened[signal]) process.removeListener(signal, listened[signal]);
    process.kill(process.pid, signal);
  });
}

const program = found();
const args = process.argv.slice(2);
// Without a word when it can't be: Node would end by an abort.
if (typeof process.execve === "function" && existsSync(program)) process.execve(program, ["ast", ...args], process.env);
else between(program, args);
