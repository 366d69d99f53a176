// What VS Code starts: it waits for a spec, and has the server ready from then on.
import { commands, type ExtensionContext, Uri, window, workspace } from "vscode";
import { registerCommands } from "./commands.ts";
import { adoptAll, isNeeded, isServed } from "./language.ts";
import { drawPlans, showOther, showPlan } from "./plan.ts";
import { Server } from "./server.ts";
import { changesProgram } from "./settings.ts";
import { offerTasks } from "./tasks.ts";
import { viewPlan } from "./tree.ts";

let server: Server | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const output = window.createOutputChannel("ast", { log: true });
  const one = new Server(output, Uri.joinPath(context.extensionUri, "dist", "codes.md"));
  server = one;
  const failed = (error: unknown) => output.error(String(error));
  context.subscriptions.push(
    output,
    one,
    adoptAll(failed),
    drawPlans(one),
    viewPlan(one),
    offerTasks(),
    ...registerCommands(),
    commands.registerCommand("ast.plan", (container?: unknown) => showPlan("local", container)),
    commands.registerCommand("ast.planForCluster", () => showPlan("cluster")),
    commands.registerCommand("ast.planOther", (plan?: unknown) => showOther(plan)),
    commands.registerCommand("ast.restart", () => one.restart()),
    commands.registerCommand("ast.output", () => output.show()),
    workspace.onDidOpenTextDocument((document) => {
      if (isServed(document)) void one.start().catch(failed);
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (changesProgram(event) && isNeeded()) void one.restart().catch(failed);
    }),
  );
  const specs = await workspace.findFiles("**/astropods.{yml,yaml}", "**/node_modules/**", 1);
  const has = () => specs.length > 0 || isNeeded();
  await commands.executeCommand("setContext", "ast.hasSpec", has());
  if (isNeeded()) await one.start();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
