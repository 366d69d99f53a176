// Which documents are ours.
import { type DocumentSelector, languages, type TextDocument, workspace } from "vscode";
import { namesSchema } from "./modeline.ts";

/**
 * The language of specs. It is one of its own, not `yaml`, so that a general YAML extension leaves specs to us: it would
 * report some of the same mistakes a second time, and complete beside us.
 */
export const LANGUAGE = "astropods";

/** Specs and the options beside them; not the old side of a comparison, nor a plan. */
const STARTING = [
  { scheme: "file", language: LANGUAGE },
  { scheme: "untitled", language: LANGUAGE },
  { scheme: "file", pattern: "**/ast.toml" },
] satisfies DocumentSelector;

/** What the server is told of: an env file too, which doesn't start it, as most projects have one. */
export const SELECTOR = [...STARTING, { scheme: "file", pattern: "**/.env" }] satisfies DocumentSelector;

/** Whether a document needs the server. */
export function isServed(document: TextDocument): boolean {
  return languages.match(STARTING, document) > 0;
}

/** Whether a document is a spec that is open in an editor. */
export function isSpec(document: TextDocument): boolean {
  return document.languageId === LANGUAGE && isServed(document);
}

/** Whether a document says something of a spec beside it: its options, or its values. */
export function isBeside(document: TextDocument): boolean {
  return document.uri.scheme === "file" && /[/\\](ast\.toml|\.env)$/.test(document.fileName);
}

/** Whether a document that is open needs the server. */
export function isNeeded(): boolean {
  return workspace.textDocuments.some(isServed);
}

/** Gives our language to a YAML file that names our schema. */
export async function adopt(document: TextDocument): Promise<void> {
  if (document.languageId === "yaml" && document.uri.scheme === "file" && namesSchema(document.getText())) {
    await languages.setTextDocumentLanguage(document, LANGUAGE);
  }
}

/** Adopts what is open, and what is opened and saved from now on. */
export function adoptAll(failed: (error: unknown) => void): { dispose(): void } {
  const one = (document: TextDocument) => void adopt(document).catch(failed);
  workspace.textDocuments.forEach(one);
  const opened = workspace.onDidOpenTextDocument(one);
  const saved = workspace.onDidSaveTextDocument(one);
  return {
    dispose() {
      opened.dispose();
      saved.dispose();
    },
  };
}
