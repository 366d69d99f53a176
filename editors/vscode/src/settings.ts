// What the user can set, read from VS Code's configuration.
import { homedir } from "node:os";
import { type ConfigurationChangeEvent, workspace } from "vscode";
import { chosen, expanded } from "./path.ts";

/** The section of all settings, which the server knows by the same name. */
export const SECTION = "ast";

/** What is started. */
export interface Program {
  command: string;
  args: string[];
}

/** The program that is set, or the one that the extension carries. */
export function program(carried: string | undefined): Program {
  const settings = workspace.getConfiguration(SECTION);
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const command = chosen(expanded(settings.get("path", ""), { home: homedir(), folder }), carried);
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
