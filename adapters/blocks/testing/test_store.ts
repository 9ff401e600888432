import { openDatabase } from "../../../runtime/sqlite.ts";
import { toEvents } from "../../../tests/contract/log_store/case.ts";
import { COLUMN_INDEX, COLUMNS_PER_BLOCK } from "../block_meta.ts";
import { openBlockWriter } from "../writer.ts";

/** For tests: so small that a few events make many blocks. */
export const BLOCK_EVENTS = 16;

/** For tests: what the store has, 6 blocks and 4 events in the head. */
export const EVENTS = toEvents(0, 100);

/** For tests: a store in a folder of its own, and how to open it. */
export interface TestStore extends AsyncDisposable {
  /** Removed at the end. */
  readonly folder: string;
  /** Of the file. */
  readonly path: string;
  /** What `log` was told. */
  readonly said: string[];
  /** Takes what is said. */
  readonly log: (message: string) => void;
  /** {@linkcode BLOCK_EVENTS}. */
  readonly blockEvents: number;
  /** 2025-10-23T15:30:00Z. */
  readonly now: () => number;
}

/** For tests: a store of {@linkcode EVENTS} (or of these bytes; null = none yet), closed. */
export async function makeStore(bytes?: Uint8Array | null): Promise<TestStore> {
  const folder = await Deno.makeTempDir();
  const said: string[] = [];
  const store = {
    folder,
    path: `${folder}/logs.db`,
    said,
    log: (message: string) => void said.push(message),
    blockEvents: BLOCK_EVENTS,
    now: () => Date.UTC(2025, 9, 23, 15, 30),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
  if (bytes) Deno.writeFileSync(store.path, bytes);
  if (bytes === undefined) {
    await using writer = await openBlockWriter(store);
    for (let i = 0; i < 100; i += 4) await writer.append(EVENTS.slice(i, i + 4), null);
  }
  return store;
}

/** For tests: overwrites the first page of a table. */
export function damagePage(path: string, table: string): void {
  let page: number;
  {
    using database = openDatabase({ path });
    page = database.statement("SELECT rootpage FROM sqlite_schema WHERE name = ?")
      .get<{ rootpage: number }>(table)!.rootpage;
  }
  const bytes = Deno.readFileSync(path);
  Deno.writeFileSync(path, bytes.fill(0xa5, (page - 1) * 8192, page * 8192));
}

/** For tests: flips a bit in the messages of a block. */
export function damageColumn(path: string, id = 1): void {
  using database = openDatabase({ path });
  const key = id * COLUMNS_PER_BLOCK + COLUMN_INDEX.message;
  const { data } = database.statement("SELECT data FROM columns WHERE id = ?")
    .get<{ data: Uint8Array }>(key)!;
  data[data.length - 1]! ^= 1;
  database.statement("UPDATE columns SET data = ? WHERE id = ?").run(data, key);
}

/** For tests: makes it a store of format 1, which had an empty table for filters of another form. */
export function toFormat1(path: string): void {
  using database = openDatabase({ path });
  database.exec(`
DROP TABLE summaries;
DROP TABLE filters;
CREATE TABLE filters (
  block_group INTEGER NOT NULL, partition INTEGER NOT NULL, bits BLOB NOT NULL,
  PRIMARY KEY (block_group, partition)
);
PRAGMA user_version = 1`);
}
