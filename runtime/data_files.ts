/** Where a pipeline keeps what, below its data folder. */
export interface DataFiles {
  /** Checkpoint of ship. */
  readonly ship: string;
  /** Held by the one ship. */
  readonly shipLock: string;
  /** The bus. */
  readonly bus: string;
  /** Held, shared, by all who have the bus open. */
  readonly busLock: string;
  /** The log store. */
  readonly logs: string;
  /** Room that the log store gives up on a full disk, so that it can remove events there. */
  readonly logsReserve: string;
  /** Small documents and leases. */
  readonly state: string;
  /** Held, shared, by all who have them open. */
  readonly stateLock: string;
  /** Held by the one process. */
  readonly processLock: string;
  /** Folder with a few small files about each word that runs in the background. */
  readonly run: string;
  /** Folder of what words in the background say. */
  readonly log: string;
  /** What the demo generator writes and ship reads when no log file is named. */
  readonly demo: string;
}

/** The files of a data folder. */
export function toDataFiles(dataDir: string): DataFiles {
  const folder = dataDir.replace(/(?<=.)\/+$/, "");
  const at = (name: string) => folder === "/" ? `/${name}` : `${folder}/${name}`;
  return {
    ship: at("ship.db"),
    shipLock: at("ship.lock"),
    bus: at("bus.db"),
    busLock: at("bus.db.lock"),
    logs: at("logs.db"),
    logsReserve: at("logs.db.reserve"),
    state: at("state.db"),
    stateLock: at("state.db.lock"),
    processLock: at("process.lock"),
    run: at("run"),
    log: at("log"),
    demo: at("demo/app.log"),
  };
}

/**
 * What belongs to a database file for one who writes it: SQLite's own companions, and the folder to which
 * a damaged one is moved, in which its successor is made of what can still be read.
 */
export function toDatabaseFiles(path: string): readonly string[] {
  return ["", "-wal", "-shm", ".corrupt"].map((suffix) => path + suffix);
}
