import { createHash } from "node:crypto";
import { toOrigin } from "../../../core/id.ts";
import { detectFormat } from "../../../core/parse/detect.ts";
import { EVENT_BYTES_MAX, type Format } from "../../../core/raw_batch.ts";
import type { SourceMeta } from "./layout.ts";
import type { MessageEvent } from "./parse_message.ts";
import type { RawRecord } from "./read_record_batches.ts";

/** The partition that a message of another producer is in: the source of its events. */
export class ForeignSource {
  /** Full name of the topic. */
  readonly topic: string;
  readonly #name: string;
  readonly #origins: string[] = [];

  /** Of the topic's incarnation with this id. */
  constructor({ topic, id, partition }: { topic: string; id: string; partition: number }) {
    this.topic = topic;
    this.#name = `kafka ${id} ${partition}`;
  }

  /** Origin of its events; parts of long ones from the second on have one of their own, as places are unique. */
  originOf(part: number): string {
    const of = Math.max(1, part);
    const name = of === 1 ? this.#name : `${this.#name} part ${of}`;
    return this.#origins[of] ??= toOrigin(createHash("sha256").update(name).digest());
  }
}

/** What the message says of itself, as far as it makes sense. */
export interface ForeignHints {
  /** From `source`. */
  readonly hostname?: string;
  /** From `file_path`. */
  readonly file?: string;
  /** From `service`. */
  readonly service?: string;
  /** From `shipper_timestamp`. */
  readonly shippedMs?: number;
  /** From `format`, or known otherwise. */
  readonly format?: Format;
  /** From `time_zone`. */
  readonly timeZone?: string;
}

/**
 * A text that no shipper of LogFlow sent: its origin is the partition, its position the offset, its time the
 * record's where it has none. None where it is blank; cut into marked parts where it is too long.
 */
export function toForeignEvents(
  text: Uint8Array<ArrayBuffer>,
  hints: ForeignHints,
  { record, source }: { readonly record: RawRecord; readonly source: ForeignSource },
): MessageEvent[] {
  const trimmed = trimEnd(text);
  if (trimmed.length === 0) return [];
  const parts = cut(trimmed);
  const meta: Omit<SourceMeta, "origin"> = {
    hostname: "unknown",
    file: `kafka:${source.topic}`,
    service: "unknown",
    format: hints.format ?? detect(parts[0]!),
    timeZone: "UTC",
    shippedMs: Math.max(0, record.timestampMs),
    reason: null,
    ...hints,
  };
  const { offset } = record;
  return parts.map((text, i) => {
    const part = parts.length === 1 ? 0 : i + 1;
    const place = { begin: offset, position: offset, end: offset + 1, part };
    return { meta: { ...meta, origin: source.originOf(part) }, place, text };
  });
}

function detect(text: Uint8Array): Format {
  const lines = new TextDecoder().decode(text.subarray(0, DETECT_BYTES_MAX)).split("\n");
  return detectFormat(lines.slice(0, 1));
}

function trimEnd(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  let end = text.length;
  while (end > 0 && text[end - 1]! <= 0x20 && BLANKS.has(text[end - 1]!)) end--;
  return text.subarray(0, end);
}

/** At most {@linkcode EVENT_BYTES_MAX} each, and not inside a character where it is UTF-8. */
function cut(text: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < text.length;) {
    let end = Math.min(text.length, at + EVENT_BYTES_MAX);
    for (let back = 0; back < 3 && end < text.length && (text[end]! & 0xc0) === 0x80; back++) end--;
    parts.push(text.subarray(at, end));
    at = end;
  }
  return parts;
}

/** Space, tab and line ends. */
const BLANKS = new Set([0x20, 9, 10, 13]);

const DETECT_BYTES_MAX = 64 * 1024;
