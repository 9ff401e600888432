/** Whether a path has wildcards: `*`, `?`, `[…]`, `{…}`. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** Where the files of a glob can be: the folder before the first wildcard, and how deep below it. */
export function globRoot(glob: string): { readonly root: string; readonly depth: number } {
  const segments = glob.split("/");
  const first = segments.findIndex(isGlob);
  const root = segments.slice(0, first).join("/") || (glob.startsWith("/") ? "/" : ".");
  const depth = segments.includes("**") ? GLOB_DEPTH_MAX : segments.length - first - 1;
  return { root, depth };
}

/**
 * The glob as an expression for whole paths. `*` and `?` don't match `/`, nor a dot that begins a
 * name; `**` as a whole segment matches any folders; `[abc]`, `[!a-z]`; `{a,b}`.
 */
export function toGlobExpression(glob: string): RegExp {
  const segments = glob.split("/");
  const parts = segments.map((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === "**") return last ? "(?:[^/.][^/]*/)*[^/.][^/]*" : "(?:[^/.][^/]*/)*";
    return toSegment(segment) + (last ? "" : "/");
  });
  return new RegExp(`^${parts.join("")}$`, "u");
}

function toSegment(segment: string): string {
  let source = /^[*?[]/.test(segment) ? "(?!\\.)" : "";
  let braces = 0;
  for (let i = 0; i < segment.length; i++) {
    const char = segment.charAt(i);
    if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[" && segment.indexOf("]", i + 2) > 0) {
      const end = segment.indexOf("]", i + 2);
      source += toClass(segment.slice(i + 1, end));
      i = end;
    } else if (char === "{") {
      source += "(?:";
      braces++;
    } else if (char === "}" && braces > 0) {
      source += ")";
      braces--;
    } else if (char === "," && braces > 0) source += "|";
    else source += escape(char);
  }
  return source + ")".repeat(braces);
}

function toClass(body: string): string {
  const negated = body.startsWith("!") || body.startsWith("^");
  const chars = (negated ? body.slice(1) : body).replace(/[\\\]\[&~|^]/g, "\\$&");
  return `[${negated ? "^/" : ""}${chars}]`;
}

function escape(char: string): string {
  return char.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

const GLOB_DEPTH_MAX = 16;
