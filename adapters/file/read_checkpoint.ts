import { hasSoundHeader } from "../../runtime/sound_header.ts";
import { type Database, isCorrupt, openDatabase, readStatements } from "../../runtime/sqlite.ts";
import { type RawRow, readRow } from "./checkpoint.ts";
import { PAGE_BYTES } from "./checkpoint_schema.ts";

/** What the checkpoint says of all files together, for `verify`. */
export interface CheckpointSummary {
  /** Every file it knows, gone ones included, by path. */
  readonly files: readonly FileSummary[];
  /** Counts of files that are gone for so long that their rows were removed. */
  readonly pruned: Counts;
}

/** Counts since the checkpoint was made. */
export interface Counts {
  /** Events handed out and confirmed. */
  readonly events: number;
  /** Blank lines dropped. */
  readonly blank: number;
  /** Bytes that vanished before they were read. */
  readonly lost: number;
  /** Of `events`, those that could not be handed out again after a crash: perhaps stored, perhaps not. */
  readonly unsure: number;
}

/** One incarnation of a file. */
export interface FileSummary extends Counts {
  /** 15 hex digits. */
  readonly origin: string;
  /** Where it was seen last. */
  readonly path: string;
  /** Bytes whose events are confirmed. */
  readonly confirmed: number;
  /** Events handed out and not yet confirmed. */
  readonly inFlight: number;
}

/**
 * Reads a checkpoint beside the `ship` that writes it. Throws, with a sentence that names the file, where it
 * is damaged or cannot be read.
 */
export function readCheckpoint(path: string): CheckpointSummary {
  try {
    if (!hasSoundHeader(path, PAGE_BYTES)) throw new SyntaxError("its header is damaged");
    using database = openDatabase({ path, readOnly: true });
    return readSummary(database);
  } catch (error) {
    const { message } = error as Error;
    const why = isDamage(error)
      ? `it is damaged (${message}): the next start of ship puts it aside and keeps the rest`
      : message;
    throw new Error(`Cannot read checkpoint "${path}": ${why}`, { cause: error });
  }
}

/** A cursor that is no JSON is a SyntaxError; a table that is not there, or is another, was damaged. */
function isDamage(error: unknown): boolean {
  return isCorrupt(error) || error instanceof SyntaxError ||
    /no such (table|column)/.test((error as Error).message);
}

function readSummary(database: Database): CheckpointSummary {
  const none = { events: 0, blank: 0, lost: 0, unsure: 0 };
  if (readStatements(database).length === 0) return { files: [], pruned: none }; // Just being made.
  const meta = new Map(
    database.statement("SELECT key, value FROM meta").all<{ key: string; value: number }>()
      .map(({ key, value }) => [key, value]),
  );
  const flying = new Map(
    database.statement("SELECT origin, cursor FROM in_flight").all<
      { origin: string; cursor: string }
    >().map(({ origin, cursor }) => [origin, JSON.parse(cursor).events as number]),
  );
  const rows = database.statement("SELECT * FROM files ORDER BY path, origin")
    .all<RawRow>();
  const count = (key: string) => meta.get(key) ?? 0;
  return {
    files: rows.map(readRow).map(({ row: { origin, path, lost, unsure }, cursor }) => ({
      ...{ origin, path, lost, unsure },
      confirmed: cursor.offset,
      events: cursor.events,
      blank: cursor.blank,
      inFlight: (flying.get(origin) ?? cursor.events) - cursor.events,
    })),
    pruned: {
      events: count("events"),
      blank: count("blank"),
      lost: count("lost"),
      unsure: count("unsure"),
    },
  };
}
