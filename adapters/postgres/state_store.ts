import { ConfigError, ConflictError, UnavailableError } from "../../core/errors.ts";
import type {
  ListRequest,
  StateDocument,
  StateStore,
  StateValue,
} from "../../ports/state_store.ts";
import {
  assertKey,
  assertListRequest,
  encodeValue,
  toPrefixEnd,
} from "../../runtime/state_bounds.ts";
import { PostgresConnection } from "./connection.ts";
import { codeOf } from "./errors.ts";
import type { Sql } from "./pool.ts";
import { assertSchemaName, prepareSchema } from "./schema.ts";
import { toTarget } from "./target.ts";

/** How to open the state store on PostgreSQL, 14 or newer. Needs the network, to its address alone. */
export interface PostgresStateOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=MODE`, see `toTarget`. */
  readonly url: string;
  /** Certificates (PEM) of those who may have signed the server's; null = the system's. */
  readonly ca?: string | null;
  /** Holds all tables; made where it is missing. Default `logflow`. */
  readonly schema?: string;
  /** At most so many connections at once. Default 3. */
  readonly connectionsMax?: number;
  /** How long connecting may take, milliseconds. Default 5000. */
  readonly connectMs?: number;
  /** How long the server may work at one statement, milliseconds. Default 5000. */
  readonly statementMs?: number;
  /** Told what a person should know: that the server cannot be reached at first. */
  readonly log?: (message: string) => void;
}

/**
 * Opens the state store, and makes its tables. Throws `ConfigError` for DATABASE_URL where a person must act.
 * A server that is away keeps nobody from opening: its tables are prepared once it is there.
 */
export async function openPostgresStateStore(options: PostgresStateOptions): Promise<StateStore> {
  const { url, ca = null, schema = "logflow", log = () => {} } = options;
  assertSchemaName(schema);
  const connection = new PostgresConnection({
    target: toTarget(url, ca),
    connectionsMax: options.connectionsMax ?? 3,
    connectMs: options.connectMs ?? 5000,
    statementMs: options.statementMs ?? 5000,
  });
  const store = new PostgresStateStore(connection, schema);
  try {
    await store.prepare();
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      await connection[Symbol.asyncDispose]();
      throw error;
    }
    log(`${error.message}; documents are kept there as soon as it can be reached`);
  }
  return store;
}

class PostgresStateStore implements StateStore {
  readonly #connection: PostgresConnection;
  readonly #schema: string;
  /** Null = the tables are to be prepared first. */
  #prepared: Promise<void> | null = null;

  constructor(connection: PostgresConnection, schema: string) {
    this.#connection = connection;
    this.#schema = schema;
  }

  /** Makes the tables, once. */
  prepare(): Promise<void> {
    const { target } = this.#connection;
    this.#prepared ??= this.#connection.run(
      "prepare the tables of",
      (sql) => prepareSchema(sql, { schema: this.#schema, target }),
    ).catch((error) => {
      this.#prepared = null;
      throw error;
    });
    return this.#prepared;
  }

  async read(key: string): Promise<StateDocument | null> {
    assertKey(key);
    const sql = `SELECT key, value, revision FROM ${this.#documents} WHERE key = $1`;
    const [row] = await this.#run(`read ${JSON.stringify(key)} from`, sql, [key]);
    return row === undefined ? null : toDocument(row);
  }

  async list(request: ListRequest): Promise<StateDocument[]> {
    assertListRequest(request);
    const { prefix, after, limit } = request;
    const sql = `SELECT key, value, revision FROM ${this.#documents}
      WHERE key >= $1 AND key > $2 AND ($3::text IS NULL OR key < $3) ORDER BY key LIMIT $4`;
    const values = [prefix, after ?? "", toPrefixEnd(prefix), `${limit}`];
    return (await this.#run("list documents of", sql, values)).map(toDocument);
  }

  async write(key: string, value: StateValue, expected: number | null): Promise<number> {
    assertKey(key);
    const text = encodeValue(value);
    const next = `nextval('${this.#schema}.revisions')`;
    const [sql, values] = expected === null
      ? [`INSERT INTO ${this.#documents} VALUES ($1, $2, ${next}) ON CONFLICT DO NOTHING`, []]
      : [
        `UPDATE ${this.#documents} SET value = $2, revision = ${next} WHERE key = $1 AND revision = $3`,
        [toRevision(key, expected)],
      ];
    return await this.#change({ key, expected, sql, values: [key, text, ...values] });
  }

  async remove(key: string, expected: number): Promise<void> {
    assertKey(key);
    const sql = `DELETE FROM ${this.#documents} WHERE key = $1 AND revision = $2`;
    await this.#change({ key, expected, sql, values: [key, toRevision(key, expected)] });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
  }

  get #documents(): string {
    return `${this.#schema}.documents`;
  }

  /** Runs one statement that changes one document; gives its revision. */
  async #change({ key, expected, sql, values }: Change): Promise<number> {
    const action = `write ${JSON.stringify(key)} to`;
    const [row] = await this.#run(action, `${sql} RETURNING revision`, values);
    if (row === undefined) throw conflict(key, expected);
    return Number(row.revision);
  }

  async #run(action: string, text: string, values: readonly (string | null)[]): Promise<Row[]> {
    await this.prepare();
    const work = async (sql: Sql) => await sql.unsafe(text, [...values]) as unknown as Row[];
    try {
      return await this.#connection.run(action, work);
    } catch (error) {
      // Somebody dropped the tables: the next call makes them anew.
      const { cause } = error as Error;
      if (LOST_TABLES.includes(codeOf(cause ?? {}))) this.#prepared = null;
      if (error instanceof ConfigError) this.#prepared = null;
      throw error;
    }
  }
}

interface Row {
  readonly key: string;
  readonly value: string;
  /** PostgreSQL's bigint comes as text. */
  readonly revision: string;
}

interface Change {
  readonly key: string;
  readonly expected: number | null;
  readonly sql: string;
  readonly values: readonly string[];
}

function toDocument({ key, value, revision }: Row): StateDocument {
  return { key, value: JSON.parse(value) as StateValue, revision: Number(revision) };
}

function toRevision(key: string, expected: number): string {
  if (!Number.isSafeInteger(expected)) throw conflict(key, expected);
  return `${expected}`;
}

function conflict(key: string, expected: number | null): ConflictError {
  return new ConflictError(
    `Cannot change document ${JSON.stringify(key)}: its revision is not ${expected ?? "none"}`,
  );
}

/** No such table, no such schema. */
const LOST_TABLES = ["42P01", "3F000"];
