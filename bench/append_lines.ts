import { writeAll } from "./corpus.ts";

/** Lines to append to a file, evenly over time. */
export interface Appending {
  /** Appended to. */
  readonly file: AppendedFile;
  /** Lines a second. */
  readonly rate: number;
  /** For so long. */
  readonly seconds: number;
  /** The `i`-th line, without line terminator. */
  readonly toLine: (i: number, timeMs: number) => string;
  /** Told before each write which line is its last. */
  readonly onWrite?: (last: number) => void;
}

/** Where lines go. */
export interface AppendedFile {
  /** Appends whole lines, `count` of them; the next come once it has resolved. */
  append(bytes: Uint8Array, count: number): Promise<void> | void;
}

/** Appends what is due every few milliseconds, in one write. Resolves to the number of lines. */
export async function appendLines(appending: Appending): Promise<number> {
  const { file, rate, seconds, toLine, onWrite } = appending;
  const encoder = new TextEncoder();
  const startMs = performance.now();
  const total = Math.round(rate * seconds);
  let written = 0;
  while (written < total) {
    const due = Math.min(total, 1 + Math.floor((performance.now() - startMs) / 1000 * rate));
    const end = Math.min(due, written + WRITE_LINES_MAX);
    if (end > written) {
      const begin = written;
      let text = "";
      const timeMs = Date.now();
      for (; written < end; written++) text += `${toLine(written, timeMs)}\n`;
      const bytes = encoder.encode(text);
      onWrite?.(written - 1);
      await file.append(bytes, written - begin);
    }
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  return written;
}

/** A file that only grows; made when missing. */
export function openAppended(path: string): AppendedFile & Disposable {
  const file = Deno.openSync(path, { append: true, create: true });
  return {
    append: (bytes) => void writeAll(file, bytes),
    [Symbol.dispose]: () => file.close(),
  };
}

/** `2025-10-20 00:00:07`, UTC. */
export function toTextTime(timeMs: number): string {
  const iso = new Date(timeMs).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

const EVERY_MS = 5;
/** What is late does not come all at once. */
const WRITE_LINES_MAX = 20_000;
