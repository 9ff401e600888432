import { createGenerator } from "../core/generate.ts";
import { wait } from "../runtime/wait.ts";
import type { Context } from "./context.ts";
import { linesDue } from "./lines_due.ts";
import { toReason } from "../runtime/reason.ts";
import { stopSignals } from "./stop_signal.ts";

/** What to write, and how fast. */
export interface GenerateOptions {
  /** `text` unless told. */
  readonly format?: "text" | "json";
  /** Lines a second. */
  readonly rate?: number;
  /** Seconds between two bursts. */
  readonly burstInterval?: number;
  /** File to append to. */
  readonly output?: string;
  /** Lines in all. */
  readonly count?: number;
  /** Makes it repeatable. */
  readonly seed?: number;
}

/** When the times of a seeded run begin. */
const SEEDED_START_MS = Date.UTC(2025, 0, 1);

/** Pause between two looks at what is due. */
const TICK_MS = 50;

/** Lines written at once. */
const LINES_MAX = 5000;

/** Writes lines until it is stopped, has written `count`, or nobody reads any more. */
export async function runGenerate(
  options: GenerateOptions & { readonly timeZone: string },
  context: Context,
): Promise<void> {
  const { stop } = stopSignals(context.supervised && options.output !== undefined);
  using output = openOutput(options.output, context);
  const { count = Infinity, burstInterval = Infinity, seed } = options;
  const rate = options.rate ?? (count === Infinity ? 10 : Infinity);
  const startMs = Date.now();
  const toTimeMs = seed === undefined
    ? () => Date.now()
    : (line: number) => SEEDED_START_MS + Math.floor(line * 1000 / Math.min(rate, 1000));
  const generator = createGenerator({
    seed: seed ?? crypto.getRandomValues(new Uint32Array(1))[0]!,
    format: options.format ?? "text",
    startMs: toTimeMs(0),
    timeZone: options.timeZone,
  });
  for (let line = 0; line < count && !stop.aborted && !output.broken();) {
    const due = Math.min(linesDue(Date.now() - startMs, rate, burstInterval * 1000), count);
    const end = Math.min(due, line + LINES_MAX);
    let text = "";
    for (; line < end; line++) text += `${generator.next(toTimeMs(line))}\n`;
    output.write(text);
    await wait(line < due ? 0 : TICK_MS, stop).catch(() => {});
  }
}

interface LineOutput extends Disposable {
  write(text: string): void;
  broken(): boolean;
}

function openOutput(path: string | undefined, { process }: Context): LineOutput {
  if (path === undefined) {
    const { stdout } = process;
    return {
      write: (text) => stdout.write(text),
      broken: () => stdout.broken.aborted,
      [Symbol.dispose]() {},
    };
  }
  const file = openFile(path);
  const encoder = new TextEncoder();
  return {
    write(text) {
      const bytes = encoder.encode(text);
      for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
    },
    broken: () => false,
    [Symbol.dispose]: () => file.close(),
  };
}

function openFile(path: string): Deno.FsFile {
  try {
    return Deno.openSync(path, { append: true, create: true });
  } catch (error) {
    const noFolder = error instanceof Deno.errors.NotFound;
    const reason = noFolder
      ? "its folder does not exist; make it or mend the path"
      : toReason(error);
    throw new Error(`Cannot write "${path}": ${reason}`, { cause: error });
  }
}
