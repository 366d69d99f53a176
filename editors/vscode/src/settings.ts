// What the user can set, read from VS Code's configuration.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { type ConfigurationChangeEvent, type Uri, workspace } from "vscode";
import { located, onPath } from "./locate.ts";
import { expanded } from "./path.ts";

/** The section of all settings, which the server knows by the same name. */
export const SECTION = "ast";

/** What is started. */
export interface Program {
  command: string;
  args: string[];
}

/** The program: the one that is set, else one of the project, else the one that came along, of the `PATH` or of the user. */
export function command(): string {
  const settings = workspace.getConfiguration(SECTION);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const said = expanded(settings.get("path", ""), { home: homedir(), folder });
  if (said !== "" && said !== "ast") return said;
  const windows = process.platform === "win32";
  const machine = { home: homedir(), windows, exists: existsSync, trusted: workspace.isTrusted };
  const ofProject = located({ ...machine, folder, home: "/nowhere" });
  if (ofProject !== undefined) return ofProject;
  const own = carried();
  if (own !== undefined) return own;
  if (onPath(process.env.PATH, windows, existsSync)) return "ast";
  return located({ ...machine, folder: undefined }) ?? "ast";
}

export function program(): Program {
  const settings = workspace.getConfiguration(SECTION);
  return { command: command(), args: ["lsp", "--stdio", ...settings.get<string[]>("arguments", [])] };
}

/** What the server is told when it starts; later changes reach it as the client synchronises the section. */
export function preferences(reference: Uri): object {
  const settings = workspace.getConfiguration(SECTION);
  return {
    inlayHints: settings.get("inlayHints", true),
    codeLenses: settings.get("codeLenses", true),
    audit: settings.get("audit", true),
    opensLists: true,
    runsCommands: true,
    reference: reference.toString(),
  };
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
