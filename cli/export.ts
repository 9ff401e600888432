import type { Config } from "../runtime/config.ts";
import { escapeText } from "../runtime/escape_text.ts";
import type { ExportFormatName } from "../services/api/export_format.ts";
import type { Context } from "./context.ts";
import { openLogSource } from "./log_source.ts";
import type { Output } from "./output.ts";
import type { Asked } from "./read_filter.ts";
import { createScreen, type Screen } from "./screen.ts";
import { stopSignals } from "./stop_signal.ts";
import { toPartPath, writeAll, writeWholeFile } from "./whole_file.ts";

/** What `export` was asked for. */
export interface Export {
  /** Which events, and which of their fields. */
  readonly asked: Asked;
  /** How they are written. */
  readonly format: ExportFormatName;
  /** Which come first. */
  readonly order: "newest" | "oldest";
  /** A file; null = standard output. */
  readonly output: string | null;
}

/** Writes all that matches. Resolves to the exit code. */
export async function runExport(
  config: Config,
  { asked, output, ...options }: Export,
  context: Context,
): Promise<number> {
  const { stdout, stderr } = context.process;
  const { stop } = stopSignals(context.supervised);
  const signal = AbortSignal.any([stop, stdout.broken]);
  const screen = createScreen(stderr);
  const isWatched = output !== null || !stdout.isTerminal;
  try {
    await using source = await openLogSource(config, context.log("export"));
    const all = source.export(asked, { ...options, signal });
    const pieces = isWatched ? tellProgress(all, screen) : all;
    if (output === null) await writeOut(pieces, stdout, signal);
    else {
      let written = 0;
      await writeWholeFile(output, async (file) => {
        for await (const bytes of pieces) {
          await writeAll(file, toPartPath(output), bytes);
          written += bytes.length;
        }
      });
      if (stderr.isTerminal) screen.print(`${toMebibytes(written)} MiB are in "${output}"`);
    }
    return 0;
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error;
    return stop.aborted ? EXIT_INTERRUPTED : 0; // `| head` has enough.
  } finally {
    screen.setStatus("");
  }
}

/** Ctrl-C: what was asked for is not there. */
const EXIT_INTERRUPTED = 130;

async function writeOut(
  pieces: AsyncIterable<Uint8Array>,
  stdout: Output,
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const bytes of pieces) {
    stdout.write(stdout.isTerminal ? escapeLines(decoder.decode(bytes, { stream: true })) : bytes);
    signal.throwIfAborted();
  }
}

/** What the log says cannot steer the terminal; the ends of lines stay. */
export function escapeLines(text: string): string {
  return text.split("\n").map((line) => escapeText(line.replace(/\r$/, ""))).join("\n");
}

/** Passes the pieces on, and says how far it is to who watches. */
async function* tellProgress(
  pieces: AsyncIterable<Uint8Array>,
  screen: Screen,
): AsyncIterable<Uint8Array> {
  const startMs = Date.now();
  let toldMs = startMs;
  let written = 0;
  for await (const bytes of pieces) {
    yield bytes;
    written += bytes.length;
    const nowMs = Date.now();
    if (nowMs - toldMs < TOLD_EVERY_MS) continue;
    toldMs = nowMs;
    const rate = written / (nowMs - startMs) * 1000;
    screen.setStatus(`${toMebibytes(written)} MiB written, ${toMebibytes(rate)} MiB/s`);
  }
}

function toMebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}

const TOLD_EVERY_MS = 250;
