// Where the program is, if nobody says it: where projects and installers put it.
import { join } from "node:path";

/** What is known of a machine. */
export interface Machine {
  home: string;
  folder: string | undefined;
  windows: boolean;
  /** Whether a folder may say which program is started. */
  trusted: boolean;
  exists(path: string): boolean;
}

/**
 * The first of the places that has the program: the project's virtual environment and its packages, then what `cargo`
 * and `pip` install for a user. None, if there is none: then the `PATH` decides.
 */
export function located({ home, folder, windows, trusted, exists }: Machine): string | undefined {
  const name = windows ? "ast.exe" : "ast";
  const scripts = windows ? "Scripts" : "bin";
  const ofProject =
    folder === undefined || !trusted
      ? []
      : [
          join(folder, ".venv", scripts, name),
          join(folder, "venv", scripts, name),
          join(folder, "node_modules", ".bin", windows ? "ast.cmd" : name),
        ];
  return [...ofProject, join(home, ".cargo", "bin", name), join(home, ".local", "bin", name)].find(exists);
}

/** Whether one of the folders of a `PATH` has the program. */
export function onPath(path: string | undefined, windows: boolean, exists: (path: string) => boolean): boolean {
  const folders = (path ?? "").split(windows ? ";" : ":").filter((folder) => folder !== "");
  return folders.some((folder) => exists(join(folder, windows ? "ast.exe" : "ast")));
}
