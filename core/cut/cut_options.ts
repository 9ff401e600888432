import type { Format } from "../raw_batch.ts";

/** How {@linkcode cut} is to cut. */
export interface CutOptions {
  /** Decides where a new record begins, and that the records of containers are unwrapped. */
  readonly format: Format;
  /**
   * What to do at the end of the bytes. `none`: hold back a partial line and an event that could
   * still go on. `lines`: give out the last complete lines as an event. `all`: also a partial line.
   */
  readonly flush: "none" | "lines" | "all";
  /** 0 = the bytes begin at the beginning of a line; k = k parts of that line were given out before. */
  readonly part: number;
  /** Stop after so many events: at least 1, at most `BATCH_EVENTS_MAX`. */
  readonly eventsMax: number;
  /** The bytes are the first of their source: a UTF-8 byte order mark before them is no text. */
  readonly bom?: boolean;
  /** Limit of an event's text, at least 4; `EVENT_BYTES_MAX` unless a test wants less. */
  readonly eventBytesMax?: number;
}

/** Events in the order of their first bytes. All numbers count from the first byte of the input. */
export interface Cut {
  /**
   * The text that `slices` point into: the input itself, but a new array where the records of one
   * event do not stand together.
   */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 2 × count: start and end of each event's text in `bytes`, without the last line terminator. */
  readonly slices: Uint32Array<ArrayBuffer>;
  /** count, increasing: where each event's first byte stands. */
  readonly positions: Float64Array<ArrayBuffer>;
  /** count: each event accounts for the bytes up to the next one's position, the last up to `consumed`. */
  readonly ends: Float64Array<ArrayBuffer>;
  /** count: 0 = whole, k ≥ 1 = the k-th part of a long line. Null = all whole. */
  readonly parts: Uint32Array<ArrayBuffer> | null;
  /** Blank lines dropped within [0, `consumed`). */
  readonly blank: number;
  /** Bytes of the input that are accounted for; the next call begins there. */
  readonly consumed: number;
  /** `CutOptions.part` of the next call. */
  readonly part: number;
}
