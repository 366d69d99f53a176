// What the user can set, read from VS Code's configuration.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ConfigurationChangeEvent, workspace } from "vscode";
import { expanded } from "./path.ts";

/** The section of all settings, which the server knows by the same name. */
export const SECTION = "ast";

/** What is started. */
export interface Program {
  command: string;
  args: string[];
}

export function program(): Program {
  const settings = workspace.getConfiguration(SECTION);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const said = expanded(settings.get("path", ""), { home: homedir(), folder });
  const command = said === "" || said === "ast" ? (carried() ?? "ast") : said;
  return { command, args: ["lsp", "--stdio", ...settings.get<string[]>("arguments", [])] };
}

/** What the server is told when it starts; later changes reach it as the client synchronises the section. */
export function preferences(): object {
  return { inlayHints: workspace.getConfiguration(SECTION).get("inlayHints", true) };
}

/** Whether another program has to be started. */
export function changesProgram(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(`${SECTION}.path`) || event.affectsConfiguration(`${SECTION}.arguments`);
}

/** The program that the package for this platform carries; the package for all of them has none. */
export function carried(): string | undefined {
  const path = join(__dirname, "..", "server", process.platform === "win32" ? "ast.exe" : "ast");
  return existsSync(path) ? path : undefined;
}
