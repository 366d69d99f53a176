// Paths as people write them in settings.

/** What stands for parts of a path. */
export interface Places {
  home: string;
  folder: string | undefined;
}

/** A path with a leading `~` and `${workspaceFolder}` filled in; the latter stays where no folder is open. */
export function expanded(path: string, { home, folder }: Places): string {
  const absolute = path.trim().replace(/^~(?=$|[/\\])/, () => home);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how VS Code writes it
  return folder === undefined ? absolute : absolute.replaceAll("${workspaceFolder}", () => folder);
}

/** What is started: the name alone stands for the program that the extension carries, if it carries one. */
export function chosen(path: string, carried: string | undefined): string {
  return path === "" || path === "ast" ? (carried ?? "ast") : path;
}
