import { PostgresConnection } from "./connection.ts";
import { assertSchemaName, checkSchema } from "./schema.ts";
import type { PostgresStateOptions } from "./state_store.ts";
import { toTarget } from "./target.ts";

/**
 * Asks the server for all that the state store needs of it, and changes nothing there: the tables may be those of an
 * older LogFlow that is running. Throws as opening the store does, and `UnavailableError` where the server is away.
 */
export async function checkPostgresServer(
  { url, ca = null, schema = "logflow" }: Pick<PostgresStateOptions, "url" | "ca" | "schema">,
): Promise<void> {
  assertSchemaName(schema);
  const target = toTarget(url, ca);
  const bounds = { connectionsMax: 1, connectMs: 5000, statementMs: 5000 };
  await using connection = new PostgresConnection({ target, ...bounds });
  await connection.run("look at the tables of", (sql) => checkSchema(sql, { schema, target }));
}
