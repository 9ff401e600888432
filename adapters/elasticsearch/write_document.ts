import { FIELDS_SEARCHED_MAX, type LogEvent, VALUE_SEARCHED_MAX } from "../../core/event.ts";
import { toNumber } from "../../core/query/to_number.ts";
import { isTokenCodePoint, toLower, toTokens } from "../../core/query/tokens.ts";
import { ByteText, toBytes } from "./byte_text.ts";
import { toStoredName } from "./field_names.ts";
import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";
import { FIRST_MS, LAST_MS } from "./year_bounds.ts";

/** Where an event is in the order of arrival. */
export interface Arrival {
  /** Of the bus; -1 = it came without a position. */
  readonly partition: number;
  /** Counts up within the partition. */
  readonly offset: number;
}

/** Told of every field that is searched by name, by its stored name. */
export type TellField = (stored: string, isNumber: boolean) => void;

/** Where a document goes. */
export interface WriteOptions {
  /** Name of the index. */
  readonly index: string;
  /** Its place in the order of arrival. */
  readonly arrival: Arrival;
  /** Told of its fields. */
  readonly tell: TellField;
}

/**
 * Writes events as documents, one line of JSON each. By hand, as bytes: most of a document is the same in the
 * next one (its source, its service and level, names of its fields), and is made once.
 */
export class DocumentWriter {
  readonly #contents = new Map<string, Record<string, Content>>();
  readonly #names = new Map<string, Name>();
  #source: SourceText | null = null;
  #head = { index: "", bytes: new Uint8Array() };
  #second = { second: NaN, text: "" };
  /** Events that are read together have the same. */
  #ingested = { ms: NaN, bytes: new Uint8Array() };
  readonly #ofFields = { more: new ByteText(), numbers: new ByteText(), values: new ByteText() };

  /** The two lines of a bulk request that create the event's document. */
  write(event: LogEvent, { index, arrival, tell }: WriteOptions, into: ByteText): void {
    const { position, begin, end, message } = event;
    const source = this.#toSource(event);
    const content = this.#toContent(event.service, event.level);
    into.raw(this.#toHead(index));
    into.raw(source.id);
    into.hex(Math.floor(position / 2 ** 48), 3); // As `toId` has it: the highest bits are never used.
    into.ascii("-");
    into.hex(position % 2 ** 48, 12);
    into.raw(content.head);
    this.#time(event.timestampMs, into);
    into.ascii(',"message":');
    into.json(message);
    into.raw(source.head);
    into.ascii(String(position));
    if (begin !== position) into.ascii(`,"begin":${begin}`);
    into.ascii(`,"end":${end}},"ingested_at":`);
    into.raw(this.#toIngested(event.ingestedMs));
    into.ascii(`,"arrival":{"partition":${arrival.partition},"offset":${arrival.offset}`);
    into.ascii(toPlaces(countTokens(message)));
    const { values } = this.#ofFields;
    values.cut(0);
    if (event.fields !== null) this.#fields(event.fields, tell, into);
    into.raw(content.values);
    into.raw(source.values);
    into.raw(values.view());
    into.ascii("]}\n");
  }

  #toHead(index: string): Uint8Array {
    if (this.#head.index !== index) {
      this.#head = { index, bytes: toBytes(`{"create":{"_index":"${index}","_id":"`) };
    }
    return this.#head.bytes;
  }

  #toSource({ origin, hostname, file }: LogEvent): SourceText {
    const last = this.#source;
    if (last?.origin === origin && last.hostname === hostname && last.file === file) return last;
    const names = `"hostname":${JSON.stringify(hostname)},"file":${JSON.stringify(file)}`;
    const id = `${origin.slice(0, 8)}-${origin.slice(8, 12)}-8${origin.slice(12, 15)}-8`;
    return this.#source = {
      origin,
      hostname,
      file,
      id: toBytes(id),
      head: toBytes(`,"source":{${names},"origin":"${origin}","position":`),
      values: toBytes(`,${lowerJson(hostname)},${lowerJson(file)}`),
    };
  }

  #toContent(service: string, level: string): Content {
    const known = this.#contents.get(service)?.[level];
    if (known !== undefined) return known;
    if (this.#contents.size >= SERVICES_MAX) this.#contents.clear();
    const head = `"}}\n{"level":"${level}","service":${JSON.stringify(service)},"timestamp":`;
    const content = {
      head: toBytes(head),
      values: toBytes(`,"field_values":[${lowerJson(service)},${lowerJson(level)}`),
    };
    if (service.length > SERVICE_CHARACTERS_MAX) return content;
    this.#contents.set(service, { ...this.#contents.get(service), [level]: content });
    return content;
  }

  #toIngested(ms: number): Uint8Array {
    if (ms !== this.#ingested.ms) {
      const text = new ByteText(32);
      this.#time(ms, text);
      this.#ingested = { ms, bytes: text.view() };
    }
    return this.#ingested.bytes;
  }

  /** Times that four digits of the year cannot tell are epoch milliseconds: the mapping takes both. */
  #time(timeMs: number, into: ByteText): void {
    if (timeMs < FIRST_MS || timeMs > LAST_MS) return into.ascii(String(timeMs));
    const second = Math.floor(timeMs / 1000);
    if (second !== this.#second.second) {
      this.#second = { second, text: `"${new Date(second * 1000).toISOString().slice(0, 20)}` };
    }
    into.ascii(this.#second.text);
    const ms = timeMs - second * 1000;
    into.ascii(ms < 10 ? `00${ms}Z"` : ms < 100 ? `0${ms}Z"` : `${ms}Z"`);
  }

  /** The members of a document that hold extra fields, each with a comma before it; and what is in `field_values`. */
  #fields(fields: NonNullable<LogEvent["fields"]>, tell: TellField, into: ByteText): void {
    const { more, numbers, values } = this.#ofFields;
    more.cut(0);
    numbers.cut(0);
    let count = 0;
    let shown = 0;
    for (const name in fields) {
      const value = fields[name]!;
      const isSearched = count++ < FIELDS_SEARCHED_MAX;
      const known = this.#toName(name);
      const isNamed = isSearched && known.stored !== null;
      if (isNamed) into.ascii(shown++ === 0 ? `,"${NAMES_PATH}":{` : ",");
      const where = isNamed ? into : more;
      if (!isNamed) more.ascii(more.length === 0 ? `,"more_fields":{` : ",");
      where.raw(isNamed ? known.storedKey : known.key);
      const text = typeof value === "string" ? value : String(value);
      if (typeof value === "string") where.json(value);
      else where.ascii(text);
      if (!isSearched || text.length > VALUE_SEARCHED_MAX) continue;
      values.ascii(",");
      values.lowerJson(text, toLower);
      if (known.stored === null) continue;
      const number = toNumber(value);
      const isNumber = Number.isFinite(number);
      if (isNumber) {
        numbers.ascii(numbers.length === 0 ? `,"${NUMBERS_PATH}":{` : ",");
        numbers.raw(known.storedKey);
        numbers.ascii(number === 0 ? "0" : String(number)); // To Elasticsearch -0 is less than 0.
      }
      tell(known.stored, isNumber);
    }
    if (shown > 0) into.ascii("}");
    for (const part of [more, numbers]) {
      if (part.length === 0) continue;
      into.raw(part.view());
      into.ascii("}");
    }
  }

  #toName(name: string): Name {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    if (this.#names.size >= NAMES_MAX) this.#names.clear();
    const stored = toStoredName(name);
    const made = {
      stored,
      storedKey: toBytes(`${JSON.stringify(stored)}:`),
      key: toBytes(`${JSON.stringify(name)}:`),
    };
    if (name.length <= NAME_CHARACTERS_MAX) this.#names.set(name, made);
    return made;
  }
}

/** What documents of a source have in common. */
interface SourceText {
  readonly origin: string;
  readonly hostname: string;
  readonly file: string;
  readonly id: Uint8Array;
  readonly head: Uint8Array;
  readonly values: Uint8Array;
}

/** What documents of a service and level have in common. */
interface Content {
  readonly head: Uint8Array;
  readonly values: Uint8Array;
}

/** A field's name, as it is written. */
interface Name {
  readonly stored: string | null;
  readonly storedKey: Uint8Array;
  readonly key: Uint8Array;
}

function lowerJson(text: string): string {
  return JSON.stringify(toLower(text));
}

/**
 * One word at each place where the message has a token: so a phrase can ask for any token (see `text_to_dsl.ts`).
 */
function toPlaces(count: number): string {
  return PLACES[count] ?? writePlaces(count);
}

function writePlaces(count: number): string {
  return `},"places":"${count === 0 ? "" : "x" + " x".repeat(count - 1)}"`;
}

/** As many as `toTokens` makes. */
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

/** As `TOKEN_MAX` of `core/query/tokens.ts`. */
const TOKEN_MAX = 255;

const IS_TOKEN = Array.from({ length: 128 }, (_, code) => isTokenCodePoint(code));

/** Of messages with few tokens, as most are. */
const PLACES = Array.from({ length: 64 }, (_, count) => writePlaces(count));

/** Different services whose texts are remembered, and how long they are at most. */
const SERVICES_MAX = 1000;
const SERVICE_CHARACTERS_MAX = 1024;

/** The same of names of fields. */
const NAMES_MAX = 10_000;
const NAME_CHARACTERS_MAX = 256;
