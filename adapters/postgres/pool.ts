import type { Duplex } from "node:stream";
import postgres from "postgres";
import { wait } from "../../runtime/wait.ts";
import { isConnectionLost } from "./errors.ts";
import { failedSocket, openSocket } from "./open_socket.ts";
import type { PostgresTarget } from "./target.ts";

/** How to connect. */
export interface PoolOptions {
  /** Where. */
  readonly target: PostgresTarget;
  /** At most so many connections at once. */
  readonly connectionsMax: number;
  /** How long connecting may take, milliseconds. */
  readonly connectMs: number;
  /** How long the server may work at one statement, milliseconds. */
  readonly statementMs: number;
}

/** What runs statements, within one transaction. */
export type Sql = postgres.TransactionSql;

/** The client library's connections, and what it leaves open when it ends. */
export class Pool {
  readonly #sql: postgres.Sql;
  readonly #options: PoolOptions;
  readonly #ended = new AbortController();
  readonly #opening = new Set<Promise<Duplex>>();
  readonly #sockets = new Map<Duplex, Promise<void>>();
  #openedMs = -Infinity;
  /** Connections in a row that were made shortly after each other. */
  #quick = 0;

  /** Connects to nobody yet. */
  constructor(options: PoolOptions) {
    const { target, connectionsMax, connectMs } = options;
    this.#options = options;
    this.#sql = postgres({
      host: target.host,
      port: target.port,
      user: target.user,
      password: target.password,
      database: target.database,
      ssl: false, // The socket has it.
      socket: () => this.#open(),
      max: connectionsMax,
      connect_timeout: connectMs / 1000,
      idle_timeout: 60,
      max_lifetime: 3600,
      keep_alive: 30,
      backoff: () => 0, // The socket waits.
      prepare: false, // For poolers, which give each transaction another connection.
      fetch_types: false,
      onnotice() {},
      connection: { application_name: "logflow" }, // Poolers refuse most others.
    } as postgres.Options<Record<string, never>>);
  }

  /**
   * Runs `work` as one transaction, in which each statement is bounded in time. The bound is the transaction's: a
   * connection's own would not be where a pooler gives the next transaction another one.
   */
  async transact<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const bound = `SET LOCAL statement_timeout = ${Math.ceil(this.#options.statementMs)}`;
    return await this.#sql.begin(async (sql) => {
      try {
        const [, result] = await Promise.all([sql.unsafe(bound).execute(), work(sql)]);
        return result;
      } catch (error) {
        // The client library would send a rollback by a connection that is gone, and end the process
        // (porsager/postgres#1208). It rejects the transaction as soon as it knows that the connection is.
        if (isConnectionLost(error)) return await new Promise<never>(() => {});
        throw error;
      }
    }) as T;
  }

  /** Ends all connections, work at hand after so many seconds at the latest. */
  async end(timeoutS: number): Promise<void> {
    await this.#sql.end({ timeout: timeoutS });
    this.#ended.abort();
    await Promise.allSettled(this.#opening);
    for (const socket of this.#sockets.keys()) socket.destroy();
    await Promise.all(this.#sockets.values());
  }

  async #open(): Promise<Duplex> {
    const opening = this.#openPaced();
    this.#opening.add(opening);
    const socket = await opening;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#sockets.set(socket, promise);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      resolve();
    });
    this.#opening.delete(opening);
    return socket;
  }

  /** Where a server closes each connection, the client library at once makes the next. */
  async #openPaced(): Promise<Duplex> {
    const { target, connectMs, connectionsMax } = this.#options;
    const nowMs = performance.now();
    this.#quick = nowMs - this.#openedMs < QUICK_MS ? this.#quick + 1 : 0;
    this.#openedMs = nowMs;
    const over = this.#quick - connectionsMax;
    const fullMs = over < 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** Math.min(over, 10), PAUSE_MS_MAX);
    try {
      await wait(fullMs / 2 + Math.random() * fullMs / 2, this.#ended.signal);
    } catch {
      return failedSocket(new Error("The connection was closed"));
    }
    return await openSocket(target, connectMs);
  }
}

const QUICK_MS = 1000;

const FIRST_PAUSE_MS = 20;

const PAUSE_MS_MAX = 300;
