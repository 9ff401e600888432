import { beginsRecord } from "./begins_record.ts";
import { FRAME, isExceptionHead, toKind } from "./kind.ts";
import { type Line, SPACE, startsWith, TAB, toAscii } from "./line.ts";
import type { Kind, OpenEvent } from "./open_event.ts";

/** What a line is to the open event before it: its own, not its own, its own if a frame follows. */
export type Continuation = "joins" | "begins" | "maybe";

/** Judges the line, which is not blank, and notes in `open.kind` what the event turned out to be. */
export function toContinuation(open: OpenEvent, line: Line): Continuation {
  const byte = line.bytes[line.from];
  if (byte === SPACE || byte === TAB) return judgeIndented(open, line);
  if (open.kind === "unread") open.kind = toKind(open.first) ?? "line";
  const next = toNextKind(open, line);
  if (next !== null) {
    open.kind = next;
    return "joins";
  }
  if (open.blanks > 0 || open.kind !== "line" || !isExceptionHead(line)) return "begins";
  if (beginsRecord(open.format, line)) return "begins";
  return beginsRecord(open.format, open.first) ? "maybe" : "begins";
}

/** 1 where a line that begins with this byte may join an event; others need no closer look. */
export const MAY_CONTINUE: Uint8Array = new Uint8Array(256);
for (const char of '\t $_#."[])}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') {
  MAY_CONTINUE[char.charCodeAt(0)] = 1;
}

/** Indented lines join what is directly before them; frames also over blank lines. */
function judgeIndented(open: OpenEvent, line: Line): Continuation {
  if (open.blanks === 0 && TRACES.has(open.kind) && isLowerCase(line)) return "joins";
  if (open.blanks > 0 && !FRAME.test(toAscii(line))) return "begins";
  if (beginsRecord(open.format, line)) return "begins";
  if (!TRACES.has(open.kind)) open.kind = toKind(line) ?? open.kind;
  return "joins";
}

const TRACES: ReadonlySet<Kind> = new Set(["frames", "python", "raised", "chained", "go"]);

/** Whether the first character after the indentation is a small letter, as in `at`: no record's. */
function isLowerCase({ bytes, from, to }: Line): boolean {
  let at = from;
  while (at < to && (bytes[at] === SPACE || bytes[at] === TAB)) at++;
  const byte = bytes[at]!;
  return byte >= 97 && byte <= 122;
}

/** The kind of the event once this line, which is not indented, has joined it; null = it does not. */
function toNextKind(open: OpenEvent, line: Line): Kind | null {
  if (open.kind === "go" && isOfGo(open, line)) return "go";
  const python = toNextOfPython(open, line);
  if (python !== null) return python;
  if (open.blanks > 0) return null;
  if (open.kind === "line" && startsWith(line, "goroutine ")) return "go";
  if (!TAIL_BYTES.has(line.bytes[line.from]!)) return null;
  if (CAUSES.some((prefix) => startsWith(line, prefix))) return "frames";
  const text = toAscii(line);
  return TAIL.test(text) && (open.lines > 1 || !CLOSING.test(text)) ? open.kind : null;
}

/** Java's causes, PHP's traces. */
const CAUSES = ["Caused by: ", "Suppressed: ", "Wrapped by: ", "Stack trace:", "[stacktrace]"];
/** Frames that Java leaves out, PHP's frames, brackets that close what an earlier line opened. */
const TAIL = /^\.\.\. \d+ (?:more|common)|^#\d+ \S|^["\])}]+[;,]?$/;
const CLOSING = /^["\])}]/;
const TAIL_BYTES: ReadonlySet<number> = new Set(
  [...'CSW[.#"])}'].map((char) => char.charCodeAt(0)),
);

/** A traceback, the line that says what was raised, and the sentence before the next traceback. */
function toNextOfPython(open: OpenEvent, line: Line): Kind | null {
  const begun = toKind(line);
  if (begun === "python") {
    if (open.kind === "chained") return "python";
    const follows = open.kind === "line" && open.blanks === 0;
    return follows && beginsRecord(open.format, open.first) ? "python" : null;
  }
  if (begun === "chained") return open.kind === "raised" ? "chained" : null;
  if (open.kind !== "python" || open.blanks > 0 || !RAISED.test(toAscii(line))) return null;
  return beginsRecord(open.format, line) ? null : "raised";
}

const RAISED = /^[A-Za-z_][\w.]*(?::|$)/;

function isOfGo(open: OpenEvent, line: Line): boolean {
  const text = toAscii(line);
  return GO_SECTION.test(text) || (open.blanks === 0 && GO_LINE.test(text));
}

/** May stand after a blank line. */
const GO_SECTION =
  /^(?:goroutine |runtime stack:|exit status \d|\[signal |[a-z0-9]{2,6} +0x[\da-f]+$)/;
/** A called function with its arguments (`main.(*Server).run(0x1, {…})`), or who started the goroutine. */
const GO_LINE = /^(?:created by |\.\.\.additional frames|[\w/.%~-]+\.\S*\()/;
