import { Buffer } from "node:buffer";
import { isOrigin } from "../../../core/id.ts";
import { type Format, FORMATS } from "../../../core/raw_batch.ts";
import type { EventPlace } from "./batch_builder.ts";
import { type ForeignHints, type ForeignSource, toForeignEvents } from "./foreign_message.ts";
import type { SourceMeta } from "./layout.ts";
import type { RawRecord } from "./read_record_batches.ts";

/** An event of a message. */
export interface MessageEvent {
  /** What the events of its source have in common. */
  readonly meta: SourceMeta;
  /** Where it stands there. */
  readonly place: EventPlace;
  /** Its bytes. */
  readonly text: Uint8Array<ArrayBuffer>;
}

/**
 * The event of a message, whoever wrote it; none where there is nothing in it; several where it is too long for
 * one. A pure function of the message and its place, so that a repeat is identical. Never throws.
 */
export function parseMessage(record: RawRecord, source: ForeignSource): MessageEvent[] {
  const { value } = record;
  if (value === null || value.length === 0) return [];
  const message = parseObject(value);
  if (message === null) return toForeignEvents(value, {}, { record, source });
  const metadata = isObject(message.metadata) ? message.metadata : {};
  const hints = toHints(metadata);
  if (typeof message.raw_log !== "string") {
    return toForeignEvents(value, { ...hints, format: "json" }, { record, source });
  }
  const text = toText(message.raw_log, metadata.encoding);
  const meta = toOwnMeta(metadata);
  const place = toOwnPlace(metadata);
  if (meta !== null && place !== null) return [{ meta, place, text }];
  return toForeignEvents(text, hints, { record, source });
}

function parseObject(value: Uint8Array<ArrayBuffer>): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(strict.decode(value));
    return isObject(parsed) ? parsed : null;
  } catch {
    return null;
  }
}

function toText(text: string, encoding: unknown): Uint8Array<ArrayBuffer> {
  if (encoding === "base64" && BASE64.test(text)) {
    return new Uint8Array(Buffer.from(text, "base64"));
  }
  return new TextEncoder().encode(text);
}

/** Null where anything is missing or of a wrong kind. */
function toOwnMeta(metadata: Record<string, unknown>): SourceMeta | null {
  const { source, file_path, service, origin, shipper_timestamp, format } = metadata;
  const { time_zone = "UTC", reason = null } = metadata;
  const shippedMs = toMs(shipper_timestamp);
  if (!isText(source) || !isText(file_path) || !isText(service) || shippedMs === null) return null;
  if (!isText(origin) || !isOrigin(origin) || !isFormat(format) || !isText(time_zone)) return null;
  if (reason !== null && !isText(reason)) return null;
  const names = { origin, hostname: source, file: file_path, service };
  return { ...names, format, timeZone: time_zone, shippedMs, reason };
}

function toOwnPlace(metadata: Record<string, unknown>): EventPlace | null {
  const { position, end, begin = position, part = 0 } = metadata;
  if (!isPlace(position) || !isPlace(end) || !isPlace(begin) || !isPlace(part)) return null;
  if (begin > position || end < position || part > 0xffffffff) return null;
  return { begin, position, end, part };
}

function toHints(metadata: Record<string, unknown>): ForeignHints {
  const { source, file_path, service, shipper_timestamp, format, time_zone } = metadata;
  const shippedMs = toMs(shipper_timestamp);
  return {
    ...isText(source) && source !== "" && { hostname: source },
    ...isText(file_path) && file_path !== "" && { file: file_path },
    ...isText(service) && service !== "" && { service },
    ...shippedMs !== null && { shippedMs },
    ...isFormat(format) && { format },
    ...isText(time_zone) && isTimeZone(time_zone) && { timeZone: time_zone },
  };
}

/** Epoch milliseconds of seconds; null where that is no date. */
function toMs(seconds: unknown): number | null {
  if (typeof seconds !== "number") return null;
  const ms = Math.round(seconds * 1000);
  return Math.abs(ms) <= DATE_MS_MAX ? ms : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isPlace(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFormat(value: unknown): value is Format {
  return FORMATS.includes(value as Format);
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}

/** What a `Date` can be. */
const DATE_MS_MAX = 8.64e15;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
