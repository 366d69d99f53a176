// Specs under other names, known by a comment at their top.

/** Whether a comment above everything else names the schema of specs, as the server tells it too. */
export function namesSchema(text: string): boolean {
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    const bare = line.trim();
    if (bare !== "" && bare !== "---" && !bare.startsWith("#")) return false;
    if (bare.includes("$schema") && bare.includes("astropods") && bare.includes(".schema.json")) return true;
  }
  return false;
}
