import { LeaseLostError } from "../../core/errors.ts";
import { type Lease, LEASE_MS_MAX, type Leases } from "../../ports/leases.ts";
import { assertKey, assertTtl } from "../../runtime/state_bounds.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { FileGuard } from "./shared_file/file_guard.ts";
import { closeSharedFile, type OpenFile } from "./shared_file/open_shared_file.ts";
import { nextNumber } from "./state/next_number.ts";
import { openStateFile, type SqliteStateOptions } from "./state/open_file.ts";

/** Opens the embedded leases, which are in the file of the state store. */
export async function openSqliteLeases(options: SqliteStateOptions): Promise<Leases> {
  return new SqliteLeases(await openStateFile(options), options.now ?? Date.now);
}

class SqliteLeases implements Leases {
  readonly #file: OpenFile;
  readonly #guard: FileGuard;
  readonly #now: () => number;
  #open = true;

  constructor(file: OpenFile, now: () => number) {
    this.#file = file;
    this.#guard = new FileGuard(file);
    this.#now = now;
  }

  // deno-lint-ignore require-await -- what it throws is to reject
  async acquire(name: string, ttlMs: number): Promise<Lease | null> {
    assertKey(name);
    assertTtl(ttlMs, LEASE_MS_MAX);
    const nowMs = this.#now();
    const token = this.#change((db) => {
      if (isHeld(db, name, nowMs)) return null;
      db.statement("DELETE FROM leases WHERE until_ms <= ?").run(nowMs);
      const token = nextNumber(db, { name: "token", nowMs });
      db.statement("INSERT INTO leases VALUES (?, ?, ?, ?)").run(name, token, ttlMs, nowMs + ttlMs);
      return token;
    });
    return token === null ? null : this.#toLease({ name, token, ttlMs });
  }

  // deno-lint-ignore require-await -- as above
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    closeSharedFile(this.#file);
  }

  #toLease({ name, token, ttlMs }: { name: string; token: number; ttlMs: number }): Lease {
    return {
      name,
      token,
      renew: async () => await this.#renew(name, token, ttlMs),
      release: async () => {
        await this.#change((db) =>
          db.statement("DELETE FROM leases WHERE name = ? AND token = ?").run(name, token)
        );
      },
    };
  }

  #renew(name: string, token: number, ttlMs: number): void {
    const nowMs = this.#now();
    const changes = this.#change((db) =>
      db.statement(
        "UPDATE leases SET until_ms = ?1 + ?2 WHERE name = ?3 AND token = ?4 AND until_ms > ?1",
      )
        .run(nowMs, ttlMs, name, token).changes
    );
    if (changes === 0) {
      throw new LeaseLostError(`Cannot renew lease ${JSON.stringify(name)}: it is lost`);
    }
  }

  #change<T>(work: (db: Database) => T): T {
    const { db } = this.#file;
    if (!this.#open) throw new Error(`Cannot use leases in "${db.path}": they are closed`);
    return this.#guard.run("write to", () => db.transaction(() => work(db)));
  }
}

/** Where the clock was set back, what is held runs out `ttl_ms` from now: nothing is held for ever. */
function isHeld(db: Database, name: string, nowMs: number): boolean {
  const row = db.statement("SELECT ttl_ms, until_ms FROM leases WHERE name = ?")
    .get<{ ttl_ms: number; until_ms: number }>(name);
  if (row === undefined || row.until_ms <= nowMs) return false;
  const ttlMs = Math.min(row.ttl_ms, LEASE_MS_MAX);
  if (row.until_ms > nowMs + ttlMs) {
    db.statement("UPDATE leases SET ttl_ms = ?1, until_ms = ?2 + ?1 WHERE name = ?3")
      .run(ttlMs, nowMs, name);
  }
  return true;
}
