import assert from "node:assert/strict";
import postgres from "postgres";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { checkPostgresServer } from "./check_server.ts";
import { openPostgresStateStore } from "./state_store.ts";

const servers = readStack();
const schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;

Deno.test({
  name:
    `checkPostgresServer changes nothing, and tells of tables that are too new and of missing rights${
      servers === null ? WITHOUT_SERVERS : ""
    }`,
  ignore: servers === null,
  async fn() {
    const url = servers!.postgres;
    const sql = postgres(url, { max: 1, onnotice() {} });
    const role = `${schema}_reader`;
    try {
      await checkPostgresServer({ url, schema });
      assert.deepEqual([...await sql`SELECT FROM pg_namespace WHERE nspname = ${schema}`], []);

      await (await openPostgresStateStore({ url, schema }))[Symbol.asyncDispose]();
      await sql.unsafe(`DELETE FROM ${schema}.migrations`);
      await checkPostgresServer({ url, schema });
      assert.deepEqual([...await sql.unsafe(`SELECT version FROM ${schema}.migrations`)], []);
      await sql.unsafe(`INSERT INTO ${schema}.migrations(version) VALUES (999)`);
      await assert.rejects(checkPostgresServer({ url, schema }), /has version 999, this LogFlow/);

      await sql.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'reader'`);
      const own = new URL(url);
      own.username = role;
      own.password = "reader";
      await assert.rejects(
        checkPostgresServer({ url: own.href, schema: `${schema}_2` }),
        (error) => error instanceof ConfigError && /may not make tables/.test(error.message),
      );
    } finally {
      await sql.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
      await sql.unsafe(`DROP ROLE IF EXISTS ${role}`);
      await sql.end();
    }
  },
});

Deno.test("checkPostgresServer tells that nobody is there", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const url = `postgres://u:s3cret@127.0.0.1:${port}/d`;
  await assert.rejects(
    checkPostgresServer({ url }),
    (error) => error instanceof UnavailableError && !error.message.includes("s3cret"),
  );
});
