// The plan as a tree in the side bar, and how much is still to be set in the status bar. It is asked for once a text
// rests, and only while somebody sees it, so that it adds nothing to a keystroke.
import {
  commands,
  Disposable,
  EventEmitter,
  Range,
  StatusBarAlignment,
  type TextDocument,
  TextEditorSelectionChangeKind,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  tasks,
  Uri,
  window,
  workspace,
} from "vscode";
import { isBeside, isSpec } from "./language.ts";
import type { For } from "./plan.ts";
import type { Server } from "./server.ts";

/** How long a text has to rest, in milliseconds. */
const REST = 300;

/** A line of the tree, as the server sends it. */
interface Node {
  label: string;
  description: string;
  kind: "group" | "missing" | "component" | "container" | "variable" | "secret";
  range: { start: Place; end: Place } | null;
  nodes: Node[];
}

interface Place {
  line: number;
  character: number;
}

interface Tree {
  name: string;
  missing: number;
  nodes: Node[];
}

const ICONS: Record<Node["kind"], ThemeIcon> = {
  group: new ThemeIcon("list-tree"),
  missing: new ThemeIcon("circle-large-outline", new ThemeColor("list.warningForeground")),
  component: new ThemeIcon("symbol-class", new ThemeColor("symbolIcon.classForeground")),
  container: new ThemeIcon("package", new ThemeColor("symbolIcon.packageForeground")),
  variable: new ThemeIcon("symbol-variable", new ThemeColor("symbolIcon.variableForeground")),
  secret: new ThemeIcon("key", new ThemeColor("symbolIcon.keyForeground")),
};

/** The view and the item of the status bar. */
export function viewPlan(server: Server): Disposable {
  const changed = new EventEmitter<undefined>();
  const status = window.createStatusBarItem("ast.toSet", StatusBarAlignment.Left, 10);
  let target: For = "local";
  let spec: Uri | undefined;
  let tree: Tree | undefined;
  let timer: NodeJS.Timeout | undefined;
  let asked = 0;
  const parents = new Map<Node, Node>();

  const view = window.createTreeView<Node>("ast.tree", {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getParent: (node) => parents.get(node),
      getChildren: (node) => (node ?? tree)?.nodes ?? [],
      getTreeItem(node) {
        const open = node.kind === "group" ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
        const item = new TreeItem(node.label, node.nodes.length > 0 ? open : TreeItemCollapsibleState.None);
        item.description = node.description;
        item.tooltip = `${node.label}\n${node.description}`;
        item.iconPath = ICONS[node.kind];
        item.contextValue = node.kind;
        if (node.range !== null && spec !== undefined) {
          item.command = { command: "ast.reveal", title: "Show in the Spec", arguments: [spec, node.range] };
        }
        return item;
      },
    },
    showCollapseAll: true,
  });

  const draw = async () => {
    const active = window.activeTextEditor?.document;
    if (active !== undefined && isSpec(active)) spec = active.uri;
    const isOpen = workspace.textDocuments.some(({ uri }) => uri.toString() === spec?.toString());
    if (spec === undefined || !isOpen) {
      status.hide();
      return;
    }
    asked += 1;
    const mine = asked;
    try {
      const answer = (await server.execute("ast.planTree", spec.toString(), target)) as Tree;
      if (mine !== asked) return;
      tree = answer;
      parents.clear();
      const note = (parent: Node) => {
        for (const node of parent.nodes) {
          parents.set(node, parent);
          note(node);
        }
      };
      tree.nodes.forEach(note);
    } catch {
      // While nothing is known, what was known stays.
      return;
    }
    view.description = `${tree.name}, ${target}`;
    view.message = tree.nodes.length === 0 ? "Nothing is planned yet." : "";
    status.text = tree.missing === 0 ? "$(check) ast" : `$(circle-large-outline) ${tree.missing} to set`;
    status.tooltip = tree.missing === 0 ? "Every value is set" : "Values that somebody still has to give: show them";
    status.command = "ast.showMissing";
    status.show();
    changed.fire(undefined);
  };
  const later = (document?: TextDocument) => {
    if (document !== undefined && !isSpec(document) && !isBeside(document)) return;
    clearTimeout(timer);
    timer = setTimeout(() => void draw(), REST);
  };
  /** Shows in the tree what a line of the spec declares, where somebody goes to that line. */
  const follow = (line: number) => {
    const isThere = (node: Node) => node.range?.start.line === line;
    const found = [...parents.keys()].filter(isThere);
    const best = found.find(({ kind }) => kind === "component") ?? found[0];
    if (view.visible && best !== undefined) void view.reveal(best, { select: true, focus: false });
  };
  const turn = (to: For) => {
    target = to;
    void commands.executeCommand("setContext", "ast.planFor", to);
    later();
  };
  turn("local");
  return Disposable.from(
    changed,
    status,
    view,
    view.onDidChangeVisibility(() => later()),
    window.onDidChangeTextEditorSelection(({ textEditor, selections, kind }) => {
      // What a click in the tree selects is shown there already, and who types looks at the text.
      const isMeant =
        kind === TextEditorSelectionChangeKind.Mouse && textEditor.document.uri.toString() === spec?.toString();
      const at = selections[0]?.active.line;
      if (isMeant && at !== undefined) follow(at);
    }),
    window.onDidChangeActiveTextEditor(() => later()),
    server.onDidStart(() => later()),
    // A task may have written `.env`.
    tasks.onDidEndTask(() => later()),
    workspace.onDidChangeTextDocument(({ document }) => later(document)),
    workspace.onDidOpenTextDocument((document) => later(document)),
    workspace.onDidSaveTextDocument((document) => later(document)),
    commands.registerCommand("ast.treeForCluster", () => turn("cluster")),
    commands.registerCommand("ast.treeForLocal", () => turn("local")),
    commands.registerCommand("ast.refreshTree", () => later()),
    commands.registerCommand("ast.reveal", async (uri: Uri, range: NonNullable<Node["range"]>) => {
      const { start, end } = range;
      const selection = new Range(start.line, start.character, end.line, end.character);
      await window.showTextDocument(await workspace.openTextDocument(Uri.parse(uri.toString(), true)), { selection });
    }),
    { dispose: () => clearTimeout(timer) },
  );
}
