// A new user's session in a real VS Code with nothing set: a spec by completion alone, a broken one by quick fixes alone,
// `ast.toml` and `.env`, the tree of the plan.
// Usage: AST=… node session.mjs URL CHROMIUM FOLDER PICTURES MODULES
//
// FOLDER has an empty `astropods.yml`, `broken.yml`, which is a spec by its comment, and an `.env` with a name that nothing reads.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { begin } from "./page.mjs";

const [url, executablePath, folder, pictures, modules] = process.argv.slice(2);
const { browser, page, seen, shot, command, open } = await begin("session", url, executablePath, pictures, modules);

/** How many keys were pressed. */
let pressed = 0;
const suggested = (text) => page.locator(".suggest-widget.visible .monaco-list-row.focused", { hasText: text }).first();
const line = (text) => page.locator(".view-line", { hasText: text }).first();

async function press(...keys) {
  for (const key of keys) {
    await page.keyboard.press(key);
    pressed += 1;
    await page.waitForTimeout(30);
  }
}

/** Types letters, and takes what the list then has first. */
async function take(letters, label) {
  await press(...letters);
  await suggested(label).waitFor();
  // Every row is the language's own: no word of the text is suggested.
  const words = await page.locator(".suggest-widget.visible .codicon-symbol-text, .suggest-widget.visible .codicon-symbol-string").count();
  assert.equal(words, 0, "a word of the text is suggested");
  await press("Enter");
}

/** Saves the text, and waits until `ast validate` has no error in what is on the disk. */
async function validated(name) {
  await page.keyboard.press("Control+S");
  const args = ["validate", "--format", "json", join(folder, name)];
  for (let turn = 0; ; turn += 1) {
    const { stdout } = spawnSync(process.env.AST, args, { encoding: "utf8" });
    if (JSON.parse(stdout).summary.errors === 0) return;
    assert.ok(turn < 20, stdout);
    await page.waitForTimeout(200);
  }
}

async function written() {
  await open("astropods.yml");
  await line("").waitFor();
  await page.locator("#status\\.editor\\.mode", { hasText: "Astropods" }).waitFor();
  // The server is there once it answers.
  for (let turn = 0; turn < 100; turn += 1) {
    await page.keyboard.press("Control+Space");
    if (await suggested("a spec of an agent that is built here").isVisible()) break;
    await page.waitForTimeout(200);
  }
  pressed += 1;
  await shot("empty");
  await press("Enter", "Tab", "Tab");
  await take("kn", "knowledge");
  await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "postgres" }).first().waitFor();
  assert.equal(await page.locator(".squiggly-warning").filter({ hasText: "knowledge" }).count(), 0);
  await take("post", "postgres");
  await press("Tab", "Enter", "Backspace", "Backspace");
  await take("ing", "ingestion");
  await suggested("a job on a schedule").waitFor();
  await shot("job");
  await press("Enter", "Tab", "Tab", "Enter", "Backspace", "Backspace", "Backspace");
  await take("inp", "inputs");
  await suggested("a value asked").waitFor();
  await press("Enter", "Tab", "Tab", "Tab");
  const count = pressed;
  await shot("written");
  await validated("astropods.yml");
  const text = readFileSync(join(folder, "astropods.yml"), "utf8");
  for (const part of ["provider: postgres", "type: schedule", "name: LIMIT"]) assert.ok(text.includes(part), text);
  assert.ok(count < 60, `${count} keys`);
  seen(`a spec with a store, a job and an input, in ${count} keys`);
}

/** Whether nothing is underlined in red; while the lines are drawn anew nothing is for a moment. */
async function isClean() {
  for (let turn = 0; turn < 4; turn += 1) {
    if ((await page.locator(".view-overlays .squiggly-error").count()) > 0) return false;
    await page.waitForTimeout(300);
  }
  return true;
}

async function repaired() {
  await open("broken.yml");
  const errors = page.locator("#status\\.problems");
  await page.locator(".view-overlays .squiggly-error").first().waitFor();
  await shot("broken");
  let fixes = 0;
  for (; fixes < 20; fixes += 1) {
    if (await isClean()) break;
    const before = await page.locator(".view-lines").innerText();
    await page.keyboard.press("F8");
    await page.keyboard.press("Escape");
    const action = page.locator(".action-widget .monaco-list-row.action").first();
    // The menu goes where something else takes the focus at that moment.
    for (let turn = 0; turn < 10 && !(await action.isVisible()); turn += 1) {
      await page.keyboard.press("Control+.");
      await action.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    if (fixes === 0) await shot("fix");
    await page.keyboard.press("Enter");
    for (let turn = 0; turn < 50; turn += 1) {
      if ((await page.locator(".view-lines").innerText()) !== before) break;
      await page.waitForTimeout(50);
    }
    // What is found anew comes a moment later.
    await page.waitForTimeout(250);
  }
  await shot("repaired");
  await validated("broken.yml");
  assert.ok(fixes >= 10, `${fixes} fixes; ${await errors.innerText()}`);
  seen(`${fixes} mistakes repaired by quick fixes alone`);
}

async function looked() {
  await command("ast: Show What Is to Set");
  await page.locator(".pane-body .monaco-list-row", { hasText: "To set" }).first().waitFor();
  await page.locator("#ast\\.toSet, .statusbar-item", { hasText: "to set" }).first().waitFor();
  await page.locator(".pane-body .monaco-list-row", { hasText: "OPENAI_API_KEY" }).first().click();
  // The click leads to the entry that asks for it.
  await page.locator("#status\\.editor\\.selection", { hasText: "4 selected" }).waitFor();
  await shot("tree");
  await page.locator(".view-line", { hasText: "cache" }).first().locator("span", { hasText: "cache" }).last().click();
  await page.locator(".pane-body .monaco-list-row.selected", { hasText: "knowledge.cache" }).waitFor();
  const settings = join(folder, ".vscode", "settings.json");
  const set = readFileSync(settings, "utf8");
  for (const [name, theme, mark] of [["dark", "Default Dark Modern", ".vs-dark"], ["contrast", "Default High Contrast", ".hc-black"]]) {
    writeFileSync(settings, set.replace("}", `, "workbench.colorTheme": "${theme}" }`));
    await page.locator(`.monaco-workbench${mark}`).waitFor();
    await shot(name);
  }
  writeFileSync(settings, set);
  seen("the tree of the plan, and what is to set in the status bar");

  await open(".env");
  await page.locator(".view-overlays .squiggly-warning").first().waitFor();
  await shot("env");
  // It would be one more mistake of the specs before.
  writeFileSync(join(folder, "ast.toml"), '[cluster]\nhost = "bad host!"\n');
  await open("ast.toml");
  await page.locator("#status\\.editor\\.mode", { hasText: "Astropods Options" }).waitFor();
  await page.locator(".view-overlays .squiggly-error").first().waitFor();
  await shot("options");
  seen("`.env` and `ast.toml` are checked");
}

let failed;
try {
  await page.goto(`${url}/?folder=${encodeURIComponent(folder)}`);
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
  await written();
  await repaired();
  await looked();
} catch (error) {
  failed = error;
  await shot("failed").catch(() => undefined);
}
await browser.close();
if (failed) throw failed;
