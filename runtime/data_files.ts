/** Where a pipeline keeps what, below its data folder. */
export interface DataFiles {
  /** Checkpoint of ship. */
  readonly ship: string;
  /** Held by the one ship. */
  readonly shipLock: string;
  /** The bus. */
  readonly bus: string;
  /** The log store. */
  readonly logs: string;
  /** Held by the one process. */
  readonly processLock: string;
  /** What the demo generator writes and ship reads when no log file is named. */
  readonly demo: string;
}

/**
 * What belongs to a database file for one who writes it: SQLite's own companions, the lock of all who have
 * it open, what is salvaged when it is damaged, and the folder to which the damaged one is moved.
 */
export function toDatabaseFiles(path: string): readonly string[] {
  return DATABASE_SUFFIXES.map((suffix) => path + suffix);
}

/** The files of a data folder. */
export function toDataFiles(dataDir: string): DataFiles {
  const folder = dataDir.replace(/(?<=.)\/+$/, "");
  const at = (name: string) => folder === "/" ? `/${name}` : `${folder}/${name}`;
  return {
    ship: at("ship.db"),
    shipLock: at("ship.lock"),
    bus: at("bus.db"),
    logs: at("logs.db"),
    processLock: at("process.lock"),
    demo: at("demo/app.log"),
  };
}

const DATABASE_SUFFIXES = [
  "",
  "-wal",
  "-shm",
  ".lock",
  ".corrupt",
  ".salvaged",
  ".salvaged-wal",
  ".salvaged-shm",
] as const;
