import type { Level } from "../../core/event.ts";
import type { Logger } from "./logger.ts";
import { toText } from "./to_lines.ts";

/** What is captured. */
export type ConsoleMethod = "trace" | "debug" | "log" | "info" | "warn" | "error";

/** Which console, and what of it. */
export interface CaptureOptions {
  /** The runtime's own unless given. */
  readonly console?: Pick<Console, ConsoleMethod> | undefined;
  /** Which of its methods; all unless told. */
  readonly methods?: readonly ConsoleMethod[] | undefined;
}

/**
 * From now on logs also what is written to the console, which goes on being written. What the logger itself writes
 * there, by its callbacks, is not logged. Gives a function that ends it.
 */
export function captureConsole(
  logger: Pick<Logger, "log">,
  { console = globalThis.console, methods = METHODS }: CaptureOptions = {},
): () => void {
  const ends = methods.map((method) => {
    const write = console[method];
    const both = (...values: unknown[]) => {
      write.apply(console, values);
      logger.log({ level: LEVELS[method], message: values.map(toText).join(" ") });
    };
    console[method] = both;
    return () => {
      if (console[method] === both) console[method] = write; // Else somebody captured it after this one.
    };
  });
  return () => ends.forEach((end) => end());
}

const LEVELS: Readonly<Record<ConsoleMethod, Level>> = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
};

const METHODS = Object.keys(LEVELS) as ConsoleMethod[];
