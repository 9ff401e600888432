import type { Fields, Level } from "../event.ts";
import { FieldsBuilder } from "../transform/fields.ts";
import { KnownFields } from "./known_fields.ts";
import { TextReader } from "./text.ts";
import { TimeScanner } from "./time.ts";
import { type TimeZone, toTimeZone } from "./time_zone.ts";

/** What a parser found in a line. Null = the line does not say. Valid until its context reads another. */
export interface ParsedLine {
  /** Epoch milliseconds, an integer. */
  readonly timestampMs: number | null;
  /** As the line names it, mapped to one of LEVELS. */
  readonly level: Level | null;
  /** Wins over the batch's. */
  readonly service: string | null;
  /** Wins over the shipper's. */
  readonly hostname: string | null;
  /** What is left once the parts above are taken out, or the whole line (see docs/formats.md). */
  readonly message: string;
  /** What else was named, flat. */
  readonly fields: Fields | null;
}

/** A parser of one format; null where the text is not of that format. Never throws. */
export type Parse = (text: string, context: ParseContext) => ParsedLine | null;

/** What the lines of one batch have in common. Not to be shared between threads. */
export class ParseContext {
  /** For times without an offset. */
  readonly zone: TimeZone;
  /** When the batch was read, epoch ms: gives times without a year their year. */
  readonly shippedMs: number;
  /** Reads times of {@linkcode ParseContext.zone}. */
  readonly time: TimeScanner;
  /** Reads text lines. */
  readonly text: TextReader;
  /** Picks the fixed parts of an event out of named values. */
  readonly known: KnownFields;
  /** Collects the fields of an object, without what `known` takes. */
  readonly fields: FieldsBuilder;

  /** `timeZone` is an IANA name; an unknown one counts as UTC. */
  constructor({ timeZone, shippedMs }: { timeZone: string; shippedMs: number }) {
    this.zone = toTimeZone(timeZone);
    this.shippedMs = shippedMs;
    this.time = new TimeScanner(this.zone);
    this.text = new TextReader(this.time);
    this.known = new KnownFields(this.time);
    this.fields = new FieldsBuilder(null, (name, value) => this.known.take(name, value));
  }
}
