import { ConfigError } from "../../core/errors.ts";
import type { Sql } from "./pool.ts";
import { type PostgresTarget, toAddress } from "./target.ts";

/** What to prepare. */
export interface SchemaOptions {
  /** Name of the schema that has all tables. */
  readonly schema: string;
  /** For messages. */
  readonly target: PostgresTarget;
}

/**
 * Makes the schema and its tables, or brings them up to date, in the transaction that is given: one of all who
 * start at once, alone. Throws `ConfigError` where the server is too old or the schema too new.
 */
export async function prepareSchema(sql: Sql, options: SchemaOptions): Promise<void> {
  const { schema } = options;
  await assertServer(sql, options.target);
  await sql.unsafe("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [
    `logflow:${schema}`,
  ]);
  const version = await readVersion(sql, options);
  const missing = MIGRATIONS.slice(version);
  if (version === 0 && !await exists(sql, "pg_namespace WHERE nspname = $1", schema)) {
    await sql.unsafe(`CREATE SCHEMA ${schema}`);
  }
  for (const [i, migrate] of missing.entries()) {
    await sql.unsafe(migrate(schema));
    await sql.unsafe(`INSERT INTO ${schema}.migrations(version) VALUES (${version + i + 1})`);
  }
}

/** Throws `ConfigError` where {@linkcode prepareSchema} would, or may not make what is missing; changes nothing. */
export async function checkSchema(sql: Sql, options: SchemaOptions): Promise<void> {
  const { schema, target } = options;
  await assertServer(sql, target);
  if (await readVersion(sql, options) === MIGRATIONS.length) return;
  const [found] = await sql.unsafe(
    `SELECT coalesce(
       (SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = $1),
       has_database_privilege(current_database(), 'CREATE')) AS may`,
    [schema],
  ) as unknown as { may: boolean }[];
  if (found!.may) return;
  throw fault(
    `user "${target.user}" may not make tables in database "${target.database}" at ` +
      `"${toAddress(target)}": grant CREATE on that database, or all on its schema "${schema}"`,
  );
}

/** Throws RangeError where a name cannot be a schema's without quotes. */
export function assertSchemaName(schema: string): void {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return;
  throw new RangeError(
    `Cannot use schema ${
      JSON.stringify(schema)
    }: it is not 1 to 63 of a-z, 0-9 and _, and no digit first`,
  );
}

async function assertServer(sql: Sql, target: PostgresTarget): Promise<void> {
  const [found] = await sql.unsafe(
    `SELECT current_setting('server_version_num')::int AS number,
       current_setting('server_version') AS version, current_setting('server_encoding') AS encoding`,
  ) as unknown as { number: number; version: string; encoding: string }[];
  const { number, version, encoding } = found!;
  assertVersion(number, `PostgreSQL ${version} at "${toAddress(target)}"`);
  if (encoding === "UTF8") return;
  throw fault(
    `database "${target.database}" has the encoding ${encoding}, which cannot hold every key: ` +
      "create one with the encoding UTF8",
  );
}

/** Throws `ConfigError` where a server is older than 14; `number` is its `server_version_num`. */
export function assertVersion(number: number, server: string): void {
  if (number < 140_000) throw fault(`${server} is too old: LogFlow needs 14 or newer`);
}

/** 0 = there are no tables yet. Throws `ConfigError` where they are a newer LogFlow's. */
async function readVersion(sql: Sql, options: SchemaOptions): Promise<number> {
  const { schema } = options;
  const has = "pg_tables WHERE schemaname = $1 AND tablename = 'migrations'";
  if (!await exists(sql, has, schema)) return 0;
  const [row] = await sql.unsafe(
    `SELECT coalesce(max(version), 0)::int AS version FROM ${schema}.migrations`,
  ) as unknown as { version: number }[];
  const { version } = row!;
  if (version > MIGRATIONS.length) throw tooNew(options, version);
  return version;
}

async function exists(sql: Sql, from: string, name: string): Promise<boolean> {
  return (await sql.unsafe(`SELECT 1 FROM ${from}`, [name])).length > 0;
}

function tooNew({ schema, target }: SchemaOptions, version: number): ConfigError {
  return fault(
    `schema "${schema}" in database "${target.database}" at "${toAddress(target)}" has version ` +
      `${version}, this LogFlow knows ${MIGRATIONS.length}: use the LogFlow that made it, or a newer one`,
  );
}

function fault(problem: string): ConfigError {
  return new ConfigError([{ key: "DATABASE_URL", problem }]);
}

/**
 * From each version to the next; never changed, only added to. Keys sort by their bytes. Revisions begin with
 * the time, so that they grow also where a schema was dropped and made anew.
 */
const MIGRATIONS: readonly ((schema: string) => string)[] = [
  (schema) => `
    CREATE TABLE ${schema}.migrations(version integer PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE ${schema}.documents(key text COLLATE "C" PRIMARY KEY, value text NOT NULL,
      revision bigint NOT NULL);
    DO $$ BEGIN
      EXECUTE format('CREATE SEQUENCE ${schema}.revisions MAXVALUE ${Number.MAX_SAFE_INTEGER} START WITH %s',
        floor(extract(epoch FROM clock_timestamp()) * 1000000)::bigint);
    END $$;`,
];
