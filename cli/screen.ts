import { escapeText } from "../runtime/escape_text.ts";
import type { Output } from "./output.ts";

/** Lines that scroll, and on a terminal one last line that is rewritten in place. */
export interface Screen {
  /** Writes a line above the status. */
  print(line: string): void;
  /** Replaces the status; empty = none. Only terminals show it. */
  setStatus(status: string): void;
}

/** At most so many characters of a status are shown: a wrapped line could not be rewritten. */
const STATUS_CHARS_MAX = 79;

/** Writes to a stream. What is printed cannot steer the terminal: see {@linkcode escapeText}. */
export function createScreen(output: Output): Screen {
  let status = "";
  const clear = () => status === "" ? "" : "\r\x1b[2K";
  return {
    print(line) {
      output.write(`${clear()}${escapeText(line)}\n${status}`);
    },
    setStatus(text) {
      if (!output.isTerminal) return;
      const before = clear();
      status = escapeText(text).slice(0, STATUS_CHARS_MAX);
      output.write(before + status);
    },
  };
}
