import type { FieldValue, Level, LogEvent } from "../../core/event.ts";
import { type BlockMeta, COLUMN_INDEX, FIELD_INDEX, type FixedColumn } from "./block_meta.ts";
import { type Column, type ColumnMeta, decodeColumn, isWholeMeta } from "./column.ts";
import {
  decodeCodes,
  decodeTemplates,
  decodeVariables,
  TemplatesColumn,
  type TemplatesMeta,
} from "./column_templates.ts";
import { parseFields, setField } from "./fields.ts";
import { decodeIntegers, fromDeltas } from "./integers.ts";
import { decodePlaces, type Places } from "./places.ts";

/** Anything decoded that a cache may keep. */
export interface Decoded {
  /** Size in memory, roughly. */
  readonly bytes: number;
}

/** Gives the unpacked bytes of a column, decoded; it may remember the result. */
export type LoadColumn = <T extends Decoded>(
  index: number,
  decode: (bytes: Uint8Array) => T,
) => T;

/** Times of a block's rows, epoch milliseconds. */
export interface Times extends Decoded {
  /** One a row. */
  readonly values: Float64Array;
}

/** A block to read from: what is not asked for is not loaded. */
export class Block {
  /** Rows. */
  readonly count: number;
  /** What the block says of itself. */
  readonly meta: BlockMeta;
  readonly #load: LoadColumn;
  #fieldIndex: Map<string, number> | null = null;

  /** `load` is asked for a column when it is first needed, and each time again. */
  constructor(count: number, meta: BlockMeta, load: LoadColumn) {
    this.count = count;
    this.meta = meta;
    this.#load = load;
  }

  /** When each event happened. */
  times(): Float64Array {
    return this.#times(COLUMN_INDEX.timestamp);
  }

  /** When each event was read by `process`. */
  ingestedTimes(): Float64Array {
    return this.#times(COLUMN_INDEX.ingested);
  }

  /** Where each event stands in its source. */
  places(): Places {
    const origin = this.fixed("origin");
    const originOf = origin.kind === "dictionary"
      ? (row: number) => origin.codes === null ? 0 : origin.codes[row]
      : (row: number) => origin.cell(row);
    return this.#load(COLUMN_INDEX.places, (bytes) => decodePlaces(bytes, this.count, originOf));
  }

  /** A column that every event has a value in. */
  fixed(name: FixedColumn): Column {
    return this.#column(this.meta.fixed[name], COLUMN_INDEX[name]);
  }

  /** A field's column of its own; null where it has none (see {@linkcode overflow}). */
  field(name: string): Column | null {
    const index = this.#fields().get(name);
    return index === undefined ? null : this.fieldAt(index);
  }

  /** How a field's column is written; null where it has none. */
  fieldMeta(name: string): ColumnMeta | null {
    const index = this.#fields().get(name);
    return index === undefined ? null : this.meta.fields[index]![1];
  }

  /** The column of the `index`-th field of the meta. */
  fieldAt(index: number): Column {
    return this.#column(this.meta.fields[index]![1], FIELD_INDEX + index);
  }

  /** Searched fields that have no column, as `printFields` texts; null where there are none. */
  overflow(): Column | null {
    return this.meta.overflow && this.#column(this.meta.overflow, COLUMN_INDEX.overflow);
  }

  /** Fields that are only shown, as `printFields` texts; null where there are none. */
  unsearched(): Column | null {
    return this.meta.unsearched && this.#column(this.meta.unsearched, COLUMN_INDEX.unsearched);
  }

  /** The events of these rows, in the order of `rows`. */
  events(rows: readonly number[]): LogEvent[] {
    const times = this.times();
    const ingested = this.ingestedTimes();
    const { positions, begins, ends } = this.places();
    const level = this.fixed("level");
    const service = this.fixed("service");
    const hostname = this.fixed("hostname");
    const file = this.fixed("file");
    const origin = this.fixed("origin");
    const message = this.fixed("message");
    const fields = this.#readFields(rows);
    return rows.map((row, i) => ({
      origin: origin.cell(row) as string,
      position: positions[row]!,
      begin: begins[row]!,
      end: ends[row]!,
      timestampMs: times[row]!,
      level: level.cell(row) as Level,
      service: service.cell(row) as string,
      message: message.cell(row) as string,
      hostname: hostname.cell(row) as string,
      file: file.cell(row) as string,
      fields: fields[i]!,
      ingestedMs: ingested[row]!,
    }));
  }

  /** All events in order. */
  allEvents(): LogEvent[] {
    return this.events(Array.from({ length: this.count }, (_, row) => row));
  }

  /** One column after the other, so that no more than one need be in memory. */
  #readFields(rows: readonly number[]): LogEvent["fields"][] {
    const all = rows.map((): Record<string, FieldValue> | null => null);
    this.meta.fields.forEach(([name], index) => {
      const column = this.fieldAt(index);
      rows.forEach((row, i) => {
        const value = column.cell(row);
        if (value !== undefined) setField(all[i] ??= {}, name, value);
      });
    });
    for (const column of [this.overflow(), this.unsearched()]) {
      if (column === null) continue;
      rows.forEach((row, i) => {
        const text = column.cell(row) as string | undefined;
        if (text === undefined) return;
        const own = all[i] ??= {};
        for (const [name, value] of parseFields(text)) setField(own, name, value);
      });
    }
    return all;
  }

  #times(index: number): Float64Array {
    return this.#load<Times>(index, (bytes) => {
      const values = decodeIntegers(bytes, this.count);
      fromDeltas(values);
      return { values, bytes: values.byteLength };
    }).values;
  }

  #column(meta: ColumnMeta, index: number): Column {
    if (meta.kind === "templates") return this.#templates(meta);
    if (isWholeMeta(meta)) return decodeColumn(meta, null, this.count);
    return this.#load(index, (bytes) => decodeColumn(meta, bytes, this.count));
  }

  #templates(meta: TemplatesMeta): TemplatesColumn {
    const { message, messageCodes, messageTemplates } = COLUMN_INDEX;
    const templates = this.#load(messageTemplates, (bytes) => decodeTemplates(bytes, meta));
    return new TemplatesColumn(templates, {
      codes: () => this.#load(messageCodes, (bytes) => decodeCodes(bytes, meta, this.count)),
      variables: () => this.#load(message, (bytes) => decodeVariables(bytes, meta)),
    });
  }

  #fields(): Map<string, number> {
    return this.#fieldIndex ??= new Map(this.meta.fields.map(([name], i) => [name, i]));
  }
}
