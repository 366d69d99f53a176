// The plan of a spec as a document beside it, drawn anew while the spec, its options and its values change.
import { basename, dirname } from "node:path";
import {
  Disposable,
  EventEmitter,
  languages,
  Range,
  TabInputText,
  type TextDocument,
  TextEditorRevealType,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { isBeside, isSpec } from "./language.ts";
import type { Server } from "./server.ts";

const SCHEME = "ast-plan";

/** The language of plans, which is only coloured. */
const LANGUAGE = "ast-plan";

/** How long a text has to rest before its plan is drawn, in milliseconds. */
const REST = 200;

/** Where a plan is for. */
export type For = "local" | "cluster";

/** What is shown: the plan of a spec. */
interface Shown {
  spec: string;
  target: For;
}

/** The address of a plan; the path is what its tab is called. */
function address(spec: Uri, target: For): Uri {
  const project = basename(dirname(spec.path)) || basename(spec.path);
  const shown: Shown = { spec: spec.toString(), target };
  return Uri.from({ scheme: SCHEME, path: `/plan of ${project} (${target})`, query: JSON.stringify(shown) });
}

function shownAt(plan: Uri): Shown {
  return JSON.parse(plan.query) as Shown;
}

/** Opens the plan of the spec in the active editor, where what is said of a container, if one is named, is in view. */
export async function showPlan(target: For, container?: unknown): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !isSpec(document)) {
    void window.showInformationMessage("Open a spec, such as astropods.yml, and ask for its plan there.");
    return;
  }
  const plan = await workspace.openTextDocument(address(document.uri, target));
  const options = { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false };
  const editor = await window.showTextDocument(plan, options);
  const lines = plan.getText().split("\n");
  const at = typeof container === "string" ? lines.findIndex((line) => line.startsWith(`${container}  `)) : -1;
  if (at >= 0) editor.revealRange(new Range(at, 0, at, 0), TextEditorRevealType.AtTop);
}

/** Turns a plan that is open from this machine to a cluster, and back. */
export async function showOther(plan: unknown): Promise<void> {
  const shown = plan instanceof Uri ? plan : window.activeTextEditor?.document.uri;
  if (shown?.scheme !== SCHEME) return;
  const { spec, target } = shownAt(shown);
  const other = address(Uri.parse(spec, true), target === "local" ? "cluster" : "local");
  const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
  const old = tabs.find(({ input }) => input instanceof TabInputText && input.uri.toString() === shown.toString());
  await window.showTextDocument(other, { viewColumn: old?.group.viewColumn ?? ViewColumn.Active, preview: false });
  if (old !== undefined) await window.tabGroups.close(old);
}

/** Draws plans, and draws them anew when what they are made of changes. */
export function drawPlans(server: Server): Disposable {
  const changed = new EventEmitter<Uri>();
  let timer: NodeJS.Timeout | undefined;
  const redraw = () => {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME) changed.fire(uri);
    }
  };
  const later = (document: TextDocument) => {
    if (!isSpec(document) && !isBeside(document)) return;
    clearTimeout(timer);
    timer = setTimeout(redraw, REST);
  };
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const { spec, target } = shownAt(uri);
      try {
        // Only what is open is known to the server.
        await workspace.openTextDocument(Uri.parse(spec, true));
        return String(await server.execute("ast.showPlan", spec, target));
      } catch (error) {
        return `there is no plan: ${error instanceof Error ? error.message : error}\n`;
      }
    },
  });
  const colour = (document: TextDocument) => {
    if (document.uri.scheme === SCHEME && document.languageId !== LANGUAGE) {
      void languages.setTextDocumentLanguage(document, LANGUAGE);
    }
  };
  workspace.textDocuments.forEach(colour);
  return Disposable.from(
    changed,
    provider,
    workspace.onDidOpenTextDocument(colour),
    server.onDidStart(redraw),
    workspace.onDidChangeTextDocument(({ document }) => later(document)),
    workspace.onDidSaveTextDocument(later),
    { dispose: () => clearTimeout(timer) },
  );
}
