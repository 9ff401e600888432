/** A fenced block of a document, and what is said of it in a comment right before it. */
export interface Block {
  /** Document and line of the fence, such as `docs/api.md:12`. */
  readonly place: string;
  /** `sh`, or the file that it is the text of. */
  readonly kind: "sh" | "file";
  readonly text: string;
  /** What becomes of it, see {@link Marker}. */
  readonly marker: Marker;
}

/**
 * How a block is run; `<!-- marker: what -->` in the document:
 * - `run` (no marker): one shell runs it, and ends with 0, or with what `exit code: N` says.
 * - `Ctrl-C first: TEXT`: the same, after commands with the text in them, which went on, have been ended.
 * - `try until done`: again and again until it ends with 0.
 * - `run until: TEXT`: each command runs until it has printed the text, and is ended as by Ctrl-C.
 * - `goes on: TEXT`: the same, but the last command ends with the document.
 * - `not run here: REASON`.
 * - `file: NAME`, of a block in any language: what follows finds it under this name.
 */
export interface Marker {
  readonly name: MarkerName;
  readonly what: string;
}

/** The first words of a marker. */
export type MarkerName = (typeof MARKERS)[number];

const MARKERS = [
  "run",
  "exit code",
  "Ctrl-C first",
  "try until done",
  "run until",
  "goes on",
  "not run here",
  "file",
] as const;

/** The blocks of a document that are shell commands or files; throws for one that a marker does not fit. */
export function findBlocks(path: string, text: string): Block[] {
  return [...text.matchAll(BLOCK)].flatMap(({ index, groups }) => {
    const { comment, language, indent, body } = groups!;
    const line = text.slice(0, index + groups!["before"]!.length).split("\n").length;
    const place = `${path}:${line}`;
    const marker = toMarker(place, comment);
    if (marker.name !== "file" && !SHELLS.has(language!)) return [];
    const lines = body!.split("\n").map((each) => each.slice(indent!.length));
    const kind = marker.name === "file" ? "file" as const : "sh" as const;
    return [{ place, kind, text: lines.join("\n"), marker }];
  });
}

const BLOCK =
  /(?<before>(?:<!-- (?<comment>[^\n]*?) -->\n\s*)?)(?<=^|\n)(?<indent> *)```(?<language>\w*)\n(?<body>.*?)\n *```(?=\n|$)/gs;

const SHELLS = new Set(["sh", "bash", "shell", "console"]);

function toMarker(place: string, comment: string | undefined): Marker {
  if (comment === undefined) return { name: "run", what: "" };
  const [name, ...rest] = comment.split(":");
  const known = MARKERS.find((each) => each === name);
  if (known === undefined) return { name: "run", what: "" };
  const what = rest.join(":").trim();
  if (what === "" && known !== "try until done") {
    throw new RangeError(`Cannot run ${place}: "${known}" says nothing after it`);
  }
  return { name: known, what };
}
