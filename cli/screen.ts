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

/** Writes to a stream. What is printed cannot steer the terminal: control characters are shown as `�`. */
export function createScreen(output: Output): Screen {
  let status = "";
  const clear = () => status === "" ? "" : "\r\x1b[2K";
  return {
    print(line) {
      output.write(`${clear()}${toHarmless(line)}\n${status}`);
    },
    setStatus(text) {
      if (!output.isTerminal) return;
      const before = clear();
      status = toHarmless(text).slice(0, STATUS_CHARS_MAX);
      output.write(before + status);
    },
  };
}

function toHarmless(line: string): string {
  // deno-lint-ignore no-control-regex
  return line.replace(/[\x00-\x08\x0a-\x1f\x7f-\x9f]/g, "\ufffd");
}
