// Commands of the program as tasks: what they find goes to Problems, and they can be bound, kept and run again.
import {
  type Disposable,
  ProcessExecution,
  Task,
  type TaskDefinition,
  TaskGroup,
  TaskPanelKind,
  TaskRevealKind,
  TaskScope,
  tasks,
  type Uri,
  type WorkspaceFolder,
  workspace,
} from "vscode";
import { command } from "./settings.ts";

/** What `tasks.json` says of one. */
interface Definition extends TaskDefinition {
  type: "ast";
  args: string[];
}

/** The tasks that are offered without being written down. */
const OFFERED: Record<string, string[]> = {
  validate: ["validate", "--format", "short", "."],
  generate: ["generate"],
  "check generated files": ["generate", "--check"],
  "check .env": ["env", "check"],
};

/** A task that runs the program with arguments, in a folder. */
function task(name: string, args: string[], scope: WorkspaceFolder | TaskScope, cwd?: string): Task {
  const definition: Definition = { type: "ast", args };
  const options = cwd === undefined ? {} : { cwd };
  const made = new Task(definition, scope, name, "ast", new ProcessExecution(command(), args, options), "$ast");
  made.presentationOptions = { reveal: TaskRevealKind.Always, panel: TaskPanelKind.Shared, clear: true };
  if (args[0] === "validate") made.group = TaskGroup.Test;
  if (args[0] === "generate") made.group = TaskGroup.Build;
  return made;
}

/** Runs the program in the folder of a spec; `then` is done once it has ended well. */
export async function run(name: string, args: string[], folder: Uri, then?: () => unknown): Promise<void> {
  const scope = workspace.getWorkspaceFolder(folder) ?? TaskScope.Workspace;
  const execution = await tasks.executeTask(task(name, args, scope, folder.fsPath));
  if (then === undefined) return;
  const ended = tasks.onDidEndTaskProcess(({ execution: other, exitCode }) => {
    if (other !== execution) return;
    ended.dispose();
    if (exitCode === 0) void then();
  });
}

/** Offers the tasks, and completes those of `tasks.json`. */
export function offerTasks(): Disposable {
  return tasks.registerTaskProvider("ast", {
    provideTasks() {
      const folders = workspace.workspaceFolders ?? [];
      return folders.flatMap((folder) =>
        Object.entries(OFFERED).map(([name, args]) => task(name, args, folder, folder.uri.fsPath)),
      );
    },
    resolveTask(written) {
      const { args } = written.definition as Partial<Definition>;
      if (!Array.isArray(args) || !args.every((arg) => typeof arg === "string")) return undefined;
      const made = task(
        written.name,
        args,
        written.scope === undefined ? TaskScope.Workspace : (written.scope as WorkspaceFolder),
      );
      made.definition = written.definition;
      return made;
    },
  });
}
