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
