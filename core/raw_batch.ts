/**
 * Events of one source as they were cut, not yet parsed: the unit from the source over the bus to
 * `process`. Everything a repeat needs to be identical is in it, so `process` is a pure function of it.
 *
 * Event `i` is the text `bytes[slices[2i], slices[2i+1])` (line terminator left out), stands at
 * `positions[i]` of the source and accounts for its bytes up to `ends[i]`. The batch accounts for
 * `[begin, ends.at(-1))` without gaps: event `i` for `[ends[i-1], ends[i])`, the first from `begin`.
 */
export interface RawBatch {
  /** 15 lower-case hex digits. */
  readonly origin: string;
  /** Start of the bytes the batch accounts for. */
  readonly begin: number;
  /** Machine the source is on. */
  readonly hostname: string;
  /** Path of the source, as it was named. */
  readonly file: string;
  /** Used where the line names none. */
  readonly service: string;
  /** How all its lines are written. */
  readonly format: Format;
  /** IANA name, used where a line's time has no offset. */
  readonly timeZone: string;
  /** When the batch was first read: epoch milliseconds; the time of events that have none. */
  readonly shippedMs: number;
  /** Why these events are in `logs-dead`; null elsewhere. */
  readonly reason: string | null;
  /** Text of the events, UTF-8 where the source is. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** 2 × count. */
  readonly slices: Uint32Array<ArrayBuffer>;
  /** count, increasing. */
  readonly positions: Float64Array<ArrayBuffer>;
  /** count, increasing. */
  readonly ends: Float64Array<ArrayBuffer>;
  /** count: 0 = a whole line, k ≥ 1 = the k-th part of a line over {@linkcode EVENT_BYTES_MAX}. Null = all whole. */
  readonly parts: Uint32Array<ArrayBuffer> | null;
}

/** How a source's lines are written. `plain` is "anything else". */
export const FORMATS = [
  "text",
  "json",
  "logfmt",
  "combined",
  "syslog5424",
  "syslog3164",
  "docker",
  "cri",
  "klog",
  "plain",
] as const;

/** One of {@linkcode FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** At most this many bytes of text an event; longer lines are cut into marked parts. */
export const EVENT_BYTES_MAX = 256 * 1024;

/** At most this many bytes of text a batch (one event may fill it alone). */
export const BATCH_BYTES_MAX = 1024 * 1024;

/** At most this many events a batch. */
export const BATCH_EVENTS_MAX = 16_384;
