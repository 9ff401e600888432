import { writeAll } from "./corpus.ts";

/** Lines to append to a file, evenly over time. */
export interface Appending {
  /** Appended to; made when missing. */
  readonly path: string;
  /** Lines a second. */
  readonly rate: number;
  /** For so long, or until `signal` fires. */
  readonly seconds: number;
  /** The `i`-th line, without line terminator. */
  readonly toLine: (i: number, timeMs: number) => string;
  /** Told before each write which line is its last, and the time (of `performance.now`). */
  readonly onWrite?: (last: number, atMs: number) => void;
}

/** Appends what is due every few milliseconds, in one write. Resolves to the number of lines. */
export async function appendLines(appending: Appending): Promise<number> {
  const { path, rate, seconds, toLine, onWrite } = appending;
  using file = Deno.openSync(path, { append: true, create: true });
  const encoder = new TextEncoder();
  const startMs = performance.now();
  const total = Math.round(rate * seconds);
  let written = 0;
  while (written < total) {
    const due = Math.min(total, 1 + Math.floor((performance.now() - startMs) / 1000 * rate));
    if (due > written) {
      let text = "";
      const timeMs = Date.now();
      for (; written < due; written++) text += `${toLine(written, timeMs)}\n`;
      const bytes = encoder.encode(text);
      onWrite?.(written - 1, performance.now());
      writeAll(file, bytes);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return written;
}

/** `2025-10-20 00:00:07`, UTC. */
export function toTextTime(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

const EVERY_MS = 5;
