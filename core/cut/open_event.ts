import type { Format } from "../raw_batch.ts";
import type { Line } from "./line.ts";

/** An event that may still go on. */
export interface OpenEvent {
  /** Says what a new record looks like. */
  readonly format: Format;
  /** Its first line, by which it is judged. */
  readonly first: Line;
  /** Lines so far, the blank ones between them included. */
  lines: number;
  /** Blank lines since its last line: its own only if it goes on. */
  blanks: number;
  /** What it is, as far as anyone asked. */
  kind: Kind;
}

/**
 * `unread`: not looked at yet. `line`: an ordinary line. `frames`: a trace of indented frames (Java,
 * Node, .NET …). `python`: a traceback whose last line is to come. `raised`: it has come.
 * `chained`: a traceback follows. `go`: a panic or a dump of goroutines.
 */
export type Kind = "unread" | "line" | "frames" | "python" | "raised" | "chained" | "go";

/** At most this many lines an event; the next one begins a new event. */
export const EVENT_LINES_MAX = 1_000;
