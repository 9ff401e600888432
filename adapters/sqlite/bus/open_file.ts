import type { Database } from "../../../runtime/sqlite.ts";
import {
  type FileKind,
  type OpenFile,
  type OpenFileOptions,
  openSharedFile,
} from "../shared_file/open_shared_file.ts";
import { DiskRoom } from "./disk_room.ts";
import { startEpoch } from "./epochs.ts";
import { BusLog } from "./log.ts";
import { salvage } from "./salvage.ts";
import { PAGE_BYTES, prepareSchema, TOPICS } from "./schema.ts";

/** How to open. */
export interface OpenBusFileOptions extends OpenFileOptions {
  /** Makes a name for a new epoch. */
  readonly newEpoch: () => string;
}

/** Opens (and makes) `bus.db`, as {@linkcode openSharedFile} does; what is prepared is its epoch. */
export function openBusFile(options: OpenBusFileOptions): Promise<OpenFile<string>> {
  const { path, newEpoch } = options;
  const kind: FileKind<string> = {
    what: "bus",
    users: "ship, process and api",
    pageBytes: PAGE_BYTES,
    prepare: (db) => prepareSchema(db, newEpoch()),
    check(db, epoch) {
      const log = new BusLog(db, { epoch, bytesMax: 0, disk: new DiskRoom(db) });
      for (const topic of TOPICS) log.status(topic);
    },
    afterUncleanEnd: (db, epoch) => goOn(db, epoch, options),
    salvage(_, into) {
      const { records, events, broken, missing } = salvage(path, { into, epoch: newEpoch() });
      return `${records} records of ${events} events, ${broken} of them damaged; ${missing} could not be found`;
    },
  };
  return openSharedFile(kind, options);
}

/**
 * What was written last may be gone (a lost WAL, a restored copy): then offsets are given out again, and
 * a position that a store remembers would pass over new records. Under another epoch it does not.
 */
function goOn(db: Database, from: string, { path, newEpoch, log }: OpenBusFileOptions): string {
  const epoch = newEpoch();
  db.transaction(() => startEpoch(db, { from, to: epoch }));
  log(`Bus "${path}" was not closed the last time: going on under the new epoch ${epoch}`);
  return epoch;
}
