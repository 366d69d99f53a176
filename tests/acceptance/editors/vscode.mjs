// Drives the packaged extension in a real VS Code, as a person would: types, looks and clicks in a browser.
// Usage: AST=… node vscode.mjs URL CHROMIUM FOLDER PICTURES MODULES
//
// FOLDER is that of a project whose spec says `provider: qdrnt` and whose settings name a program that is not there; AST
// is the right one. MODULES has playwright-core.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { begin } from "./page.mjs";

const [url, executablePath, folder, pictures, modules] = process.argv.slice(2);
const { browser, page, seen, shot, command, open, go } = await begin("vscode", url, executablePath, pictures, modules);

/** The place after a text of the spec on the disk, from 1. */
function after(text) {
  let head = [];
  // While the editor saves it, there is nothing in it for a moment.
  for (let turn = 0; turn < 50 && head.length < 2; turn += 1) {
    if (turn > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    head = readFileSync(join(folder, "astropods.yml"), "utf8").split(text);
  }
  assert.equal(head.length, 2, `\`${text}\` stands once in the spec`);
  const lines = (head[0] + text).split("\n");
  return [lines.length, lines.at(-1).length + 1];
}

/** What a hover at the cursor shows. */
async function hover(expected) {
  await command("Show or Focus Hover");
  const shown = page.locator(".monaco-hover:not(.hidden) .monaco-hover-content", { hasText: expected }).first();
  await shown.waitFor();
  return (await shown.innerText()).replaceAll("\u00a0", " ");
}

/** The labels of the completion list at the cursor. */
async function completions(expected) {
  await page.keyboard.press("Control+Space");
  const rows = page.locator(".suggest-widget.visible .monaco-list-row .label-name");
  await rows.filter({ hasText: expected }).first().waitFor();
  return await rows.allInnerTexts();
}

async function checks() {
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".monaco-workbench .part.statusbar").waitFor();

  // A program that is not there: what to do is said.
  await open("astropods.yml");
  await page.locator("#status\\.editor\\.mode", { hasText: "Astropods" }).waitFor();
  seen("the spec has a language of its own");
  const notice = page.locator(".notifications-toasts .notification-list-item", { hasText: "was not found" });
  await notice.waitFor();
  assert.match(await notice.innerText(), /`\/nowhere\/ast` was not found: install ast, or say in the setting `ast\.path` where it is/);
  seen("a missing program is reported with what to do");
  const settings = join(folder, ".vscode", "settings.json");
  writeFileSync(settings, readFileSync(settings, "utf8").replace("/nowhere/ast", process.env.AST));

  // The setting alone starts the server.
  await page.locator(".view-overlays .squiggly-error").first().waitFor();
  await notice.locator(".codicon-notifications-clear").first().click().catch(() => undefined);
  await page.locator("#status\\.problems", { hasText: "1" }).waitFor();
  await go(...after("provider: qdr"));
  const finding = await hover("unknown provider");
  assert.match(finding, /unknown provider 'qdrnt' for 'knowledge'\s+help: did you mean 'qdrant'\?\s*ast\s*\(?unknown-provider\)?/);
  seen("a squiggle, and the finding on hover");
  await shot("finding");
  await page.keyboard.press("Escape");

  // The list of completions, and the right provider taken from it.
  const [line, column] = after("provider: qdrnt");
  await go(line, column);
  for (let at = 0; at < "qdrnt".length; at += 1) await page.keyboard.press("Backspace");
  const labels = await completions("qdrant");
  for (const name of ["postgres", "qdrant", "redis", "neo4j"]) assert.ok(labels.includes(name), `${name} in ${labels}`);
  assert.ok(!labels.includes("openai"), `openai in ${labels}`);
  seen(`completion of ${labels.join(", ")}`);
  await shot("completion");
  await page.keyboard.type("qdr");
  await page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: "qdrant" }).waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".view-overlays .squiggly-error").first().waitFor({ state: "detached" });
  await page.locator(".view-line", { hasText: "QDRANT_URL" }).first().waitFor();
  seen("with the right provider the squiggle is gone, and what it injects stands beside it");

  // A key, typed where Enter puts the cursor.
  await go(...after("\ndev:"));
  await page.keyboard.press("Enter");
  await page.locator("#status\\.editor\\.selection", { hasText: "Col 3" }).waitFor();
  await page.keyboard.type("com");
  await page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: "command" }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("python agent.py");
  await page.locator(".view-line", { hasText: "command: python agent.py" }).waitFor();
  seen("a key is completed where Enter puts the cursor");

  // What an entry becomes.
  await go(...after("knowledge:\n  pag"));
  const entry = await hover("knowledge.pages");
  for (const text of ["knowledge-pages", "QDRANT_URL"]) assert.ok(entry.includes(text), `${text} in ${entry}`);
  seen("what the entry becomes, on hover");
  await shot("hover");
  await page.keyboard.press("Escape");

  // A setting that the server hears of while it runs.
  const hints = page.locator(".view-line", { hasText: "QDRANT_URL" });
  const set = readFileSync(settings, "utf8");
  writeFileSync(settings, set.replace("}", ', "ast.inlayHints": false }'));
  await hints.first().waitFor({ state: "detached" });
  writeFileSync(settings, set);
  await hints.first().waitFor();
  seen("inlay hints are switched off, and on again");

  // The plans beside the spec, and what they say after a change.
  const drawn = (text) => page.locator(".editor-group-container .view-line", { hasText: text }).first().waitFor();
  await command("ast: Show the Plan");
  await drawn("handbook-search for local");
  await go(...after("name: handbook-search"));
  await page.keyboard.type("-2");
  await drawn("handbook-search-2 for local");
  await command("ast: Show the Plan for a Cluster");
  await drawn("handbook-search-2 for cluster");
  seen("the plan, drawn anew when the spec changes");
  await shot("plan");

  // Specs under other names are known by their comment; other YAML stays what it is.
  await open("other.yml");
  await page.locator("#status\\.editor\\.mode", { hasText: "Astropods" }).waitFor();
  await page.locator(".view-overlays .squiggly-error").first().waitFor();
  await open("shopping.yml");
  await page.locator("#status\\.editor\\.mode", { hasText: "YAML" }).waitFor();
  seen("a spec under another name is adopted, and other YAML is not");
}

let failed;
try {
  await checks();
} catch (error) {
  failed = error;
  await shot("failed").catch(() => undefined);
}
await browser.close();
if (failed) throw failed;
