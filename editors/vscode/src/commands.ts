// What can be done with a project: each runs the program, in the folder of the spec at hand.
import { basename } from "node:path";
import { commands, type Disposable, Uri, window, workspace } from "vscode";
import { isSpec } from "./language.ts";
import { run } from "./tasks.ts";

/** What `ast generate` can write, with what it is. */
const TARGETS = [
  { label: "compose", description: "Docker Compose, for this machine" },
  { label: "env", description: "env files" },
  { label: "kubernetes", description: "manifests and overlays" },
  { label: "helm", description: "a chart" },
  { label: "sdk-python", description: "client code for Python" },
  { label: "sdk-mastra", description: "client code for Mastra" },
  { label: "sdk-rust", description: "client code for Rust" },
];

/** What can be added, with what is asked. */
const ENTRIES = [
  { label: "model", ask: "The model, or a name for it", example: "claude-sonnet-4-6" },
  { label: "knowledge", ask: "The store's provider", example: "postgres" },
  { label: "integration", ask: "The service's provider", example: "github" },
  { label: "input", ask: "The variable", example: "API_KEY" },
  { label: "ingestion", ask: "A name for the job", example: "nightly" },
];

/** The spec at hand: that of the active editor, else the one that is chosen. */
export async function specAtHand(): Promise<Uri | undefined> {
  const active = window.activeTextEditor?.document;
  if (active !== undefined && isSpec(active)) return active.uri;
  const found = await workspace.findFiles("**/astropods.{yml,yaml}", "**/node_modules/**", 200);
  if (found.length < 2) return found[0];
  const items = found.map((uri) => ({ label: workspace.asRelativePath(uri), uri }));
  return (await window.showQuickPick(items, { placeHolder: "Which project?" }))?.uri;
}

function folderOf(spec: Uri): Uri {
  return Uri.joinPath(spec, "..");
}

/** Saves what is open of a project, as the program reads the disk, and runs it. */
async function inProject(name: string, args: string[], then?: () => unknown): Promise<void> {
  const at = await specAtHand();
  if (at === undefined) {
    const choice = await window.showInformationMessage("There is no astropods.yml in this window.", "New Project");
    if (choice !== undefined) await commands.executeCommand("ast.newProject");
    return;
  }
  await workspace.saveAll(false);
  await run(name, args, folderOf(at), then);
}

async function generate(): Promise<void> {
  const placeHolder = "What to generate; nothing chosen means what ast.toml says";
  const chosen = await window.showQuickPick(TARGETS, { canPickMany: true, placeHolder });
  if (chosen === undefined) return;
  await inProject("generate", ["generate", ...chosen.map(({ label }) => label)]);
}

async function addEntry(): Promise<void> {
  const kind = await window.showQuickPick(ENTRIES, { placeHolder: "What to add" });
  if (kind === undefined) return;
  const isName = (text: string) => /^[A-Za-z0-9][\w.-]*$/.test(text);
  const name = await window.showInputBox({
    prompt: kind.ask,
    placeHolder: kind.example,
    validateInput: (text) => (isName(text) ? undefined : "A word of letters, digits, _, . and -"),
  });
  if (name === undefined) return;
  const more = kind.label === "ingestion" ? await imageOf(name) : [];
  if (more !== undefined) await inProject(`add ${kind.label}`, ["add", kind.label, name, ...more]);
}

/** Asks what a job runs: an image, or a folder that one is built from. */
async function imageOf(job: string): Promise<string[] | undefined> {
  const text = await window.showInputBox({
    prompt: "Its image, or the folder that it is built from",
    value: `./${job}`,
    validateInput: (written) =>
      /^[\w./@:-]+$/.test(written) && !written.startsWith("-") ? undefined : "An image or a path",
  });
  if (text === undefined) return undefined;
  return text.startsWith(".") ? ["--build", text] : ["--image", text];
}

async function newProject(): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) {
    await commands.executeCommand("vscode.openFolder");
    return;
  }
  const templates = [
    { label: "look at this folder", description: "a spec of what is here", args: [] as string[] },
    ...["python", "langgraph", "mastra", "rust"].map((label) => ({
      label,
      description: "a small agent that runs",
      args: ["--template", label],
    })),
  ];
  const chosen = await window.showQuickPick(templates, { placeHolder: `What to begin in ${basename(folder.path)}` });
  const show = () => window.showTextDocument(Uri.joinPath(folder, "astropods.yml"));
  if (chosen !== undefined) await run("new project", ["init", "--yes", ...chosen.args], folder, show);
}

/** Of a spec without findings the program itself says nothing. */
function sayValid(): void {
  window.setStatusBarMessage("$(check) The spec is valid", 5_000);
}

/** Opens the view of what is missing. */
async function showMissing(): Promise<void> {
  await commands.executeCommand("ast.tree.focus");
}

/** Registers all of them. */
export function registerCommands(): Disposable[] {
  const all: Record<string, (...args: never[]) => unknown> = {
    "ast.validate": () => inProject("check the spec", ["validate", "--format", "short"], sayValid),
    "ast.fix": () => inProject("fix", ["fix"]),
    "ast.generate": generate,
    "ast.envSync": () => inProject("env sync", ["env", "sync"]),
    "ast.diff": () => inProject("diff", ["diff"]),
    "ast.devStart": () => inProject("dev", ["dev", "start"]),
    "ast.devStop": () => inProject("dev stop", ["dev", "stop"]),
    "ast.runJob": (job: string) => inProject(`run ${job}`, ["dev", "run", job]),
    "ast.newProject": newProject,
    "ast.addEntry": addEntry,
    "ast.showMissing": showMissing,
  };
  return Object.entries(all).map(([name, handler]) => commands.registerCommand(name, handler));
}
