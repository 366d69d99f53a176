// VS Code in a browser, as a person has it before them: what scripts do with it.
import { createRequire } from "node:module";
import { join } from "node:path";

/** Starts a browser; `name` is what is said, and what pictures are called, of the script. */
export async function begin(name, url, executablePath, pictures, modules) {
  const { chromium } = createRequire(`${modules}/`)("playwright-core");
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 960 } });
  page.setDefaultTimeout(60_000);
  const begin = Date.now();
  const seen = (what) => console.log(`${name}: ${what} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
  const shot = (what) => page.screenshot({ path: join(pictures, `${name}-${what}.png`) });

  /** Runs a command of the palette. */
  async function command(title) {
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first();
    // What an extension adds is not there at once, and the list that is open stays as it was.
    for (let turn = 0; turn === 0 || !(await row.isVisible()); turn += 1) {
      if (turn > 0) await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      await page.locator(".quick-input-widget input").first().fill(`>${title}`);
      await row.waitFor(turn < 10 ? { timeout: 2_000 } : {}).catch((error) => {
        if (turn >= 10) throw error;
      });
    }
    await page.keyboard.press("Enter");
  }

  /** Opens a file of the folder. */
  async function open(file) {
    await command("Go to File...");
    await page.locator(".quick-input-widget input").first().fill(file);
    await page.locator(".quick-input-list .monaco-list-row", { hasText: file }).first().waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".tab.active", { hasText: file }).waitFor();
  }

  /** Puts the cursor at a line and column, from 1. */
  async function go(line, column) {
    await command("Go to Line/Column...");
    await page.locator(".quick-input-widget input").first().fill(`:${line}:${column}`);
    await page.keyboard.press("Enter");
    await page.locator("#status\\.editor\\.selection", { hasText: `Ln ${line}, Col ${column}` }).waitFor();
  }

  return { browser, page, seen, shot, command, open, go };
}
