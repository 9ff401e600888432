import type { ContainerRecord } from "./container_record.ts";
import { type Line, RETURN, startsWith } from "./line.ts";

/**
 * Reads a record of Docker's json-file driver, `{"log":"text\n","stream":"stdout","time":"…"}`; null when the
 * line is none. A record whose text does not end in a newline is partial.
 */
export function readDockerRecord(line: Line): ContainerRecord | null {
  const { bytes, from, to } = line;
  if (bytes[from] !== OPEN_BRACE || bytes[to - 1] !== CLOSE_BRACE) return null;
  if (!startsWith(line, LOG)) return readAnyOrder(line);
  let escapes = 0;
  let escape = -1;
  let at = from + LOG.length;
  for (; at < to && bytes[at] !== QUOTE; at++) {
    if (bytes[at] !== BACKSLASH) continue;
    escapes++;
    escape = at++;
  }
  const rest = { bytes, from: at + 1, to };
  const stream = startsWith(rest, STDERR) ? 1 : 0;
  if (stream === 0 && !startsWith(rest, STDOUT)) return readAnyOrder(line);
  const isPartial = escape !== at - 2 || bytes[at - 1] !== SMALL_N;
  const text = { bytes, from: from + LOG.length, to: isPartial ? at : at - 2 };
  return { stream, isPartial, text, isEscaped: escapes > (isPartial ? 0 : 1) };
}

/** The text with its JSON escapes undone, as far as ASCII goes (others become `?`), and no `\r` at its end. */
export function unescapeLine({ bytes, from, to }: Line): Line {
  const plain = new Uint8Array(to - from);
  let length = 0;
  for (let at = from; at < to; at++) {
    if (bytes[at] !== BACKSLASH) {
      plain[length++] = bytes[at]!;
      continue;
    }
    const letter = String.fromCharCode(bytes[++at]!);
    if (letter === "u") {
      const code = parseInt(LATIN1.decode(bytes.subarray(at + 1, at + 5)), 16);
      plain[length++] = code < 128 ? code : QUESTION_MARK;
      at += 4;
    } else {
      plain[length++] = (ESCAPES[letter] ?? letter).charCodeAt(0);
    }
  }
  if (plain[length - 1] === RETURN) length--;
  return { bytes: plain, from: 0, to: length };
}

/** The slow way, for records whose members stand in another order or have spaces between them. */
function readAnyOrder({ bytes, from, to }: Line): ContainerRecord | null {
  let record: unknown;
  try {
    record = JSON.parse(new TextDecoder().decode(bytes.subarray(from, to)));
  } catch {
    return null;
  }
  const { log, stream } = record as { log?: unknown; stream?: unknown };
  if (typeof log !== "string") return null;
  const isPartial = !log.endsWith("\n");
  const text = new TextEncoder().encode(isPartial ? log : log.replace(/\r?\n$/, ""));
  return {
    stream: stream === "stderr" ? 1 : 0,
    isPartial,
    text: { bytes: text, from: 0, to: text.length },
    isEscaped: false,
  };
}

const LOG = '{"log":"';
const STDOUT = ',"stream":"stdout"';
const STDERR = ',"stream":"stderr"';
const LATIN1 = new TextDecoder("latin1");
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };
const QUOTE = 34;
const BACKSLASH = 92;
const QUESTION_MARK = 63;
const SMALL_N = 110;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
