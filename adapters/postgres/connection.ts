import { LateError, toPostgresError } from "./errors.ts";
import { Pool, type PoolOptions, type Sql } from "./pool.ts";
import type { PostgresTarget } from "./target.ts";

/**
 * A few connections to one server, made when they are needed and made anew when they are lost. A server that
 * says nothing at all (its machine or the network is gone) is given up after a while, with all connections.
 */
export class PostgresConnection implements AsyncDisposable {
  /** Of the server. */
  readonly target: PostgresTarget;
  readonly #options: PoolOptions;
  readonly #ending = new Set<Promise<void>>();
  #pool: Pool;
  #open = true;

  /** Connects to nobody yet. */
  constructor(options: PoolOptions) {
    this.#options = options;
    this.target = options.target;
    this.#pool = new Pool(options);
  }

  /** Runs `work` as one transaction, within a while; throws what the port promises. `action` is for the sentence. */
  async run<T>(action: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    if (!this.#open) throw new Error("Cannot use the state store: it is closed");
    const pool = this.#pool;
    try {
      return await this.#within(pool.transact(work), () => this.#giveUp(pool));
    } catch (error) {
      throw toPostgresError(error, { action, target: this.target });
    }
  }

  /** Ends all connections, the work at hand within a second. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#pool.end(1);
    await Promise.all(this.#ending);
  }

  async #within<T>(work: Promise<T>, onLate: () => void): Promise<T> {
    const ms = this.#options.connectMs + this.#options.statementMs + SPARE_MS;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new LateError(`no answer within ${ms} ms`));
        onLate();
      }, ms);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Whoever else uses it is told that the connection was closed. */
  #giveUp(pool: Pool): void {
    if (pool !== this.#pool || !this.#open) return;
    this.#pool = new Pool(this.#options);
    // Whatever goes wrong there, nobody has it any more.
    const ending = pool.end(0).catch(() => {}).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

/** What the way to the server and waiting for a free connection may take. */
const SPARE_MS = 2000;
