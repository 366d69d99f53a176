// The plan of a spec as a document beside it, drawn anew while the spec changes.
import { basename, dirname } from "node:path";
import { Disposable, EventEmitter, type TextDocument, Uri, ViewColumn, window, workspace } from "vscode";
import { isSpec } from "./language.ts";
import type { Server } from "./server.ts";

const SCHEME = "ast-plan";

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

/** Opens the plan of the spec in the active editor. */
export async function showPlan(target: For): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (document === undefined || !isSpec(document)) {
    void window.showInformationMessage("Open a spec, such as astropods.yml, and ask for its plan there.");
    return;
  }
  const plan = await workspace.openTextDocument(address(document.uri, target));
  await window.showTextDocument(plan, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: false });
}

/** Draws plans, and draws them anew when their specs change. */
export function drawPlans(server: Server): Disposable {
  const changed = new EventEmitter<Uri>();
  let timer: NodeJS.Timeout | undefined;
  const redraw = () => {
    for (const { uri } of workspace.textDocuments) {
      if (uri.scheme === SCHEME) changed.fire(uri);
    }
  };
  const later = (document: TextDocument) => {
    if (!isSpec(document)) return;
    clearTimeout(timer);
    timer = setTimeout(redraw, REST);
  };
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const { spec, target } = JSON.parse(uri.query) as Shown;
      try {
        // Only what is open is known to the server.
        await workspace.openTextDocument(Uri.parse(spec, true));
        return String(await server.execute("ast.showPlan", spec, target));
      } catch (error) {
        return `there is no plan: ${error instanceof Error ? error.message : error}\n`;
      }
    },
  });
  const edits = workspace.onDidChangeTextDocument(({ document }) => later(document));
  return Disposable.from(changed, provider, edits, { dispose: () => clearTimeout(timer) });
}
