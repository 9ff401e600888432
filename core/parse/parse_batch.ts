import { type Fields, isPlausible, type LogEvent } from "../event.ts";
import { findLevel } from "../find_level.ts";
import type { RawBatch } from "../raw_batch.ts";
import { FieldsBuilder } from "../transform/fields.ts";
import { type Parse, ParseContext, type ParsedLine } from "./context.ts";
import { decodeTexts, type Texts } from "./decode_texts.ts";
import { parseOther } from "./other.ts";
import { PARSERS } from "./parsers.ts";
import { parsePlain } from "./plain.ts";
import { toPod } from "./pod.ts";

/**
 * The events of a batch, one for each of its texts, in order. A pure function of the batch, apart from
 * `ingestedMs` (epoch ms), which is passed on. Never throws, whatever the bytes: a text that its format's
 * parser refuses is kept whole as the message. Bytes that are not UTF-8 are kept as field `raw_base64`.
 * A `shippedMs` that is no date (a foreign producer's) counts as `ingestedMs`.
 * Strings may be slices of the batch's whole text, so whoever keeps one for long should copy it.
 */
export function parseBatch(batch: RawBatch, ingestedMs: number): LogEvent[] {
  const parser = new BatchParser(batch, ingestedMs);
  const events = new Array<LogEvent>(batch.positions.length);
  for (let i = 0; i < events.length; i++) events[i] = parser.parse(i);
  return events;
}

/** Holds what the events of one batch share. */
class BatchParser {
  readonly #batch: RawBatch;
  readonly #texts: Texts;
  readonly #ingestedMs: number;
  readonly #shippedMs: number;
  readonly #parse: Parse;
  /** Text lines are read where they stand. */
  readonly #inPlace: boolean;
  readonly #context: ParseContext;
  /** Whose log it is, in a cluster; null elsewhere. */
  readonly #podFields: Fields | null;
  #begin: number;

  constructor(batch: RawBatch, ingestedMs: number) {
    this.#batch = batch;
    this.#texts = decodeTexts(batch);
    this.#ingestedMs = ingestedMs;
    const usable = Math.abs(batch.shippedMs) <= DATE_MS_MAX;
    this.#shippedMs = Math.floor(usable ? batch.shippedMs : ingestedMs);
    this.#parse = PARSERS[batch.format];
    this.#inPlace = batch.format === "text";
    this.#context = new ParseContext(batch);
    this.#podFields = toPodFields(batch.file);
    this.#begin = batch.begin;
  }

  parse(i: number): LogEvent {
    const { broken } = this.#texts;
    const part = this.#batch.parts === null ? 0 : this.#batch.parts[i]!;
    let line = this.#parseText(i, part);
    if (this.#podFields !== null) line = withFields(this.#podFields, line);
    if (part > 0) line = withField(line, "part", part);
    if (broken !== null && broken.has(i)) line = withField(line, "raw_base64", this.#toBase64(i));
    return this.#toEvent(i, line, line.level ?? (part > 1 ? "UNKNOWN" : findLevel(line.message)));
  }

  #parseText(i: number, part: number): ParsedLine {
    const { whole, bounds } = this.#texts;
    let start = bounds[2 * i]!;
    const end = bounds[2 * i + 1]!;
    if (part > 1) return parsePlain(whole.slice(start, end));
    // A byte order mark at the beginning of a source is no text.
    if (this.#batch.positions[i] === 0 && whole.charCodeAt(start) === BYTE_ORDER_MARK) start++;
    const context = this.#context;
    if (this.#inPlace && isLineEnd(whole.charCodeAt(end))) {
      return context.text.read(whole, start, end) ?? parseOther(whole.slice(start, end), context);
    }
    const text = whole.slice(start, end);
    return this.#parse(text, context) ?? parseOther(text, context);
  }

  #toEvent(i: number, line: ParsedLine, level: LogEvent["level"] | null): LogEvent {
    const batch = this.#batch;
    const begin = this.#begin;
    const end = this.#begin = batch.ends[i]!;
    const timestampMs = line.timestampMs ?? this.#shippedMs;
    const event = {
      origin: batch.origin,
      position: batch.positions[i]!,
      begin,
      end,
      timestampMs,
      level: level ?? "UNKNOWN",
      service: line.service ?? batch.service,
      message: line.message,
      hostname: line.hostname ?? batch.hostname,
      file: batch.file,
      fields: line.fields,
      ingestedMs: this.#ingestedMs,
    };
    const shippedMs = this.#shippedMs;
    return isPlausible(timestampMs, shippedMs) ? event : { ...event, shippedMs };
  }

  #toBase64(i: number): string {
    const { bytes, slices } = this.#batch;
    return toBase64(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
  }
}

/** The line with one more field, under the next free name where the line has one of that name. */
function withField(line: ParsedLine, name: string, value: string | number): ParsedLine {
  const fields = new FieldsBuilder(line.fields);
  fields.add(name, value);
  return { ...line, fields: fields.fields };
}

/** Names as OpenTelemetry's semantic conventions have them. */
function toPodFields(file: string): Fields | null {
  const pod = toPod(file);
  return pod && {
    "k8s.namespace.name": pod.namespace,
    "k8s.pod.name": pod.pod,
    "k8s.container.name": pod.container,
  };
}

/** The line with `first` before its own fields: what it says itself cannot pass for these. */
function withFields(first: Fields, line: ParsedLine): ParsedLine {
  const fields = new FieldsBuilder(first);
  for (const [name, value] of Object.entries(line.fields ?? {})) fields.add(name, value);
  return { ...line, fields: fields.fields };
}

/** `\n`, `\r`, or the end of the text. The parts of a long line are followed by others. */
function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || Number.isNaN(code);
}

function toBase64(bytes: Uint8Array<ArrayBuffer>): string {
  let binary = "";
  for (let i = 0; i < bytes.length; i += BASE64_STEP) {
    binary += String.fromCharCode(...bytes.subarray(i, i + BASE64_STEP));
  }
  return btoa(binary);
}

/** Dates end here (ECMAScript's time range). */
const DATE_MS_MAX = 8.64e15;
const BYTE_ORDER_MARK = 0xfeff;
const BASE64_STEP = 8192;
