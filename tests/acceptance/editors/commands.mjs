// Every command, task, click and setting of the extension in a real VS Code, by what is on the disk afterwards.
// Usage: node commands.mjs URL CHROMIUM FOLDER EMPTY PICTURES MODULES
//
// FOLDER is that of a project in git, whose settings name a program that writes each of its runs to `runs` beside it, and
// stands in for `dev`; EMPTY is a folder without a spec and with the same settings.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { begin } from "./page.mjs";

const [url, executablePath, folder, empty, pictures, modules] = process.argv.slice(2);
const { browser, page, seen, shot, command, open } = await begin("commands", url, executablePath, pictures, modules);

const row = (text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
const line = (text) => page.locator(".editor-group-container .view-line", { hasText: text }).first();

function read(...path) {
  const file = join(...path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Waits until something is so on the disk. */
async function until(what, holds) {
  for (let turn = 0; !holds(); turn += 1) {
    assert.ok(turn < 150, `${what}; the runs were\n${read(folder, "..", "runs")}`);
    await page.waitForTimeout(100);
  }
  seen(what);
}

/** Whether the program was run with arguments, and ended. */
const ended = (args) => read(folder, "..", "runs").includes(`end: ${args}\n`);
const begun = (args) => read(folder, "..", "runs").includes(`begin: ${args}\n`);

/** Answers a question of a command. */
async function answer(question, text) {
  await page.locator(".quick-input-widget", { hasText: question }).first().waitFor();
  await page.locator(".quick-input-widget input.input").first().fill(text);
  await page.keyboard.press("Enter");
}

async function entered(path, file) {
  await page.goto(`${url}/?folder=${encodeURIComponent(path)}`);
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
  if (file !== undefined) await open(file);
}

async function seenInTheSpec() {
  await entered(folder, "astropods.yml");
  const lens = page.locator(".codelens-decoration a", { hasText: "plan" }).first();
  await lens.waitFor();
  const status = page.locator(".statusbar-item", { hasText: "to set" }).first();
  await status.waitFor();
  await shot("spec");
  const settings = join(folder, ".vscode", "settings.json");
  const set = readFileSync(settings, "utf8");
  writeFileSync(settings, set.replace("}", ', "ast.codeLenses": false }'));
  await lens.waitFor({ state: "detached" });
  writeFileSync(settings, set);
  await lens.waitFor();
  seen("code lenses are switched off, and on again");
  await status.click();
  const missing = page.locator(".pane-body .monaco-list-row", { hasText: "OPENAI_API_KEY" }).first();
  await missing.click();
  await page.locator("#status\\.editor\\.selection", { hasText: "selected" }).waitFor();
  await shot("tree");
  await page.locator(".pane-header", { hasText: "Agent Plan" }).first().hover();
  await page.locator(".pane-header .action-label[aria-label='Plan for a Cluster']").first().click();
  await page.locator(".pane-header .description", { hasText: "cluster" }).first().waitFor();
  seen("the status bar opens the tree, which leads to the spec and turns to a cluster");
}

async function changed() {
  await command("ast: Fix All That Is Safe to Fix");
  await until("what is safe to fix is fixed", () => !read(folder, "astropods.yml").includes("persistent"));
  await line("provider: postgres").waitFor();
  await command("ast: Add an Entry…");
  await row("knowledge").click();
  await answer("The store's provider", "redis");
  await until("an entry is added", () => read(folder, "astropods.yml").includes("provider: redis"));
  await line("provider: redis").waitFor();
  await command("ast: Add an Entry…");
  await row("ingestion").click();
  await answer("A name for the job", "nightly");
  await answer("Its image", "nightly:1");
  await until("a job is added", () => read(folder, "astropods.yml").includes("image: nightly:1"));
  await command("ast: Generate…");
  await row("compose").locator(".label-name").first().click();
  await page.locator(".quick-input-count", { hasText: "1 Selected" }).waitFor();
  await shot("generate");
  await page.keyboard.press("Enter");
  await until("what is chosen is generated", () => read(folder, "compose.yaml").includes("postgres") && ended("generate compose"));
  await command("ast: Add Missing Lines to .env");
  await until("`.env` has its lines", () => read(folder, ".env").includes("OPENAI_API_KEY="));
  await command("ast: Show What Changed Since the Last Commit");
  await until("the change is told", () => ended("diff"));
  await shot("diff");
  await command("ast: Start the Project Here");
  await until("the project is started", () => begun("dev start"));
  await command("ast: Stop the Project");
  await until("the project is stopped", () => ended("dev stop") && ended("dev start"));
}

async function checked() {
  await command("ast: Validate");
  await until("the spec is validated", () => ended("validate --format short"));
  // What a task finds in a file that is not open goes to Problems.
  const before = await page.locator("#status\\.problems").innerText();
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill("task ast");
  // Beside what ran before, there is the extension's own list.
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: "ast", hasNotText: ":" }).first().click();
  await row("ast: validate").click();
  await until("a task is run", () => ended("validate --format short ."));
  await page.locator("#status\\.problems", { hasNotText: before.trim() }).waitFor();
  await command("Problems: Focus on Problems View");
  await page.locator(".markers-panel .monaco-list-row", { hasText: "`persistent` is no longer a key: stores of a provider are always persistent" }).first().waitFor();
  await shot("problems");
  seen("what a task finds is in Problems");
}

async function planned() {
  await open("astropods.yml");
  await page.locator(".codelens-decoration a", { hasText: "plan" }).nth(1).click();
  // The store's own part is in view.
  const own = page.locator(".editor-group-container .view-line", { hasText: /^knowledge.db\s/ }).first();
  await own.waitFor();
  const colours = new Set(
    await page
      .locator(".editor-group-container")
      .last()
      .locator(".view-line span[class^=mtk]")
      .evaluateAll((spans) => spans.map((span) => getComputedStyle(span).color)),
  );
  assert.ok(colours.size >= 4, `the plan has ${colours.size} colours`);
  await shot("plan");
  await page.locator(".tab", { hasText: "(local)" }).first().click();
  await page.locator(".editor-actions .action-label[aria-label^='Switch the Plan']").first().click();
  await page.locator(".tab.active", { hasText: "(cluster)" }).waitFor();
  await line("for cluster").waitFor();
  await page.locator(".tab", { hasText: "(local)" }).waitFor({ state: "detached" });
  await shot("cluster");
  seen("the plan is coloured, opens at the entry whose lens is clicked, and turns to a cluster");
}

async function begins() {
  await entered(empty);
  await command("ast: New Project…");
  await row("python").waitFor();
  await shot("new");
  await row("python").click();
  await until("a project is begun", () => read(empty, "astropods.yml").includes("spec: blueprint/v1"));
  await page.locator(".tab.active", { hasText: "astropods.yml" }).waitFor();
  await page.locator(".statusbar-item", { hasText: "to set" }).first().waitFor();
  await shot("begun");
}

let failed;
try {
  await seenInTheSpec();
  await changed();
  await checked();
  await planned();
  await begins();
} catch (error) {
  failed = error;
  await shot("failed").catch(() => undefined);
}
await browser.close();
if (failed) throw failed;
