import { FIELDS_SEARCHED_MAX, type LogEvent, VALUE_SEARCHED_MAX } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { toNumber } from "../../core/query/to_number.ts";
import { isTokenCodePoint, toLower, toTokens } from "../../core/query/tokens.ts";
import { toStoredName } from "./field_names.ts";
import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";

/** Where an event is in the order of arrival. */
export interface Arrival {
  /** Of the bus; -1 = it came without a position. */
  readonly partition: number;
  /** Counts up within the partition. */
  readonly offset: number;
}

/** Told of every field that is searched by name, by its stored name. */
export type TellField = (stored: string, isNumber: boolean) => void;

/**
 * Writes events as documents, one line of JSON each. By hand: most of a document is the same in the next one
 * (its source, its service and level), and is written once.
 */
export class DocumentWriter {
  readonly #contents = new Map<string, Record<string, Content>>();
  #source: SourceText | null = null;
  /** Events that are read together have the same. */
  #ingested = { ms: NaN, json: "" };

  /** The two lines of a bulk request that create the event's document. */
  write(event: LogEvent, { index, arrival, tell }: WriteOptions): string {
    const { position, begin, end } = event;
    const source = this.#toSource(event);
    const content = this.#toContent(event.service, event.level);
    const fields = event.fields === null ? NO_FIELDS : writeFields(event, tell);
    return '{"create":{"_index":"' + index + '","_id":"' + toId(event) + content.head +
      writeTime(event.timestampMs) + ',"message":' + JSON.stringify(event.message) + source.head +
      position + (begin === position ? ',"end":' : `,"begin":${begin},"end":`) + end +
      '},"ingested_at":' + this.#toIngested(event.ingestedMs) + ',"arrival":{"partition":' +
      arrival.partition + ',"offset":' + arrival.offset + writePlaces(event.message) +
      fields.json + content.values + source.values + fields.values + "]}\n";
  }

  #toSource({ origin, hostname, file }: LogEvent): SourceText {
    const last = this.#source;
    if (last?.origin === origin && last.hostname === hostname && last.file === file) return last;
    const names = `"hostname":${JSON.stringify(hostname)},"file":${JSON.stringify(file)}`;
    return this.#source = {
      origin,
      hostname,
      file,
      head: `,"source":{${names},"origin":"${origin}","position":`,
      values: `,${writeLower(hostname)},${writeLower(file)}`,
    };
  }

  #toContent(service: string, level: string): Content {
    const known = this.#contents.get(service)?.[level];
    if (known !== undefined) return known;
    if (this.#contents.size >= SERVICES_MAX) this.#contents.clear();
    const content = {
      head: `"}}\n{"level":"${level}","service":${JSON.stringify(service)},"timestamp":`,
      values: `,"field_values":[${writeLower(service)},${writeLower(level)}`,
    };
    if (service.length > SERVICE_LENGTH_MAX) return content;
    this.#contents.set(service, { ...this.#contents.get(service), [level]: content });
    return content;
  }

  #toIngested(ms: number): string {
    if (ms !== this.#ingested.ms) this.#ingested = { ms, json: writeTime(ms) };
    return this.#ingested.json;
  }
}

/** What the documents of a source have in common. */
interface SourceText {
  readonly origin: string;
  readonly hostname: string;
  readonly file: string;
  readonly head: string;
  readonly values: string;
}

/** What documents of a service and level have in common. */
interface Content {
  readonly head: string;
  readonly values: string;
}

/** Where a document goes. */
export interface WriteOptions {
  /** Name of the index. */
  readonly index: string;
  /** Its place in the order of arrival. */
  readonly arrival: Arrival;
  /** Told of its fields. */
  readonly tell: TellField;
}

/** Times that four digits of the year cannot tell are epoch milliseconds: the mapping takes both. */
function writeTime(timeMs: number): string {
  if (timeMs < FIRST_MS || timeMs > LAST_MS) return String(timeMs);
  return `"${new Date(timeMs).toISOString()}"`;
}

/** One word at each place where the message has a token: so a phrase can ask for any token (see `text_to_dsl.ts`). */
function writePlaces(message: string): string {
  const count = countTokens(message);
  return PLACES[count] ?? toPlaces(count);
}

function toPlaces(count: number): string {
  return `},"places":"${count === 0 ? "" : "x" + " x".repeat(count - 1)}"`;
}

function writeLower(text: string): string {
  return JSON.stringify(toLower(text));
}

function countTokens(text: string): number {
  let count = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= 128) return toTokens(text).length;
    if (!IS_TOKEN[code]) length = 0;
    else if (length++ % TOKEN_MAX === 0) count++;
  }
  return count;
}

/** The members of a document that hold extra fields, each with a comma before it, and what is in `field_values`. */
function writeFields({ fields }: LogEvent, tell: TellField): { json: string; values: string } {
  let shown = "";
  let more = "";
  let numbers = "";
  let values = "";
  let count = 0;
  for (const [name, value] of Object.entries(fields!)) {
    const isSearched = count++ < FIELDS_SEARCHED_MAX;
    const stored = isSearched ? toStoredName(name) : null;
    const text = typeof value === "string" ? value : String(value);
    if (stored === null) more += `${more && ","}${JSON.stringify(name)}:${JSON.stringify(value)}`;
    else shown += `${shown && ","}${JSON.stringify(stored)}:${JSON.stringify(value)}`;
    if (!isSearched || text.length > VALUE_SEARCHED_MAX) continue;
    values += `,${writeLower(text)}`;
    if (stored === null) continue;
    const number = toNumber(value);
    const isNumber = Number.isFinite(number);
    if (isNumber) numbers += `${numbers && ","}${JSON.stringify(stored)}:${number}`;
    tell(stored, isNumber);
  }
  const json = (shown && `,"${NAMES_PATH}":{${shown}}`) + (more && `,"more_fields":{${more}}`) +
    (numbers && `,"${NUMBERS_PATH}":{${numbers}}`);
  return { json, values };
}

const NO_FIELDS = { json: "", values: "" };

const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

/** As `TOKEN_MAX` of `core/query/tokens.ts`. */
const TOKEN_MAX = 255;

const IS_TOKEN = Array.from({ length: 128 }, (_, code) => isTokenCodePoint(code));

/** Of messages with few tokens, as most are. */
const PLACES = Array.from({ length: 64 }, (_, count) => toPlaces(count));

/** Different services whose texts are remembered, and how long they are at most. */
const SERVICES_MAX = 1000;
const SERVICE_LENGTH_MAX = 1024;
