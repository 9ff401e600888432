import assert from "node:assert/strict";
import { within } from "../../tests/contract/bus_fixture.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { Pool, type Sql } from "./pool.ts";
import { toTarget } from "./target.ts";

const servers = readStack();

test("Pool (postgres) bounds the time of each statement within its transaction alone", async (pool) => {
  const ask = async (sql: Sql) =>
    await sql.unsafe("SELECT setting, source FROM pg_settings WHERE name = 'statement_timeout'");
  assert.deepEqual([...await pool.transact(ask)], [{ setting: "150", source: "session" }]);
  await assert.rejects(
    pool.transact(async (sql) => await sql.unsafe("SELECT pg_sleep(60)")),
    { code: "57014", message: "canceling statement due to statement timeout" },
  );
  assert.deepEqual([...await pool.transact(ask)], [{ setting: "150", source: "session" }]);
});

test("Pool (postgres) keeps nothing of work that fails, and goes on", async (pool) => {
  const make = async (sql: Sql) => await sql.unsafe("CREATE TABLE pool_test (a int)");
  const failing = pool.transact(async (sql) => {
    await make(sql);
    throw new Error("no");
  });
  await assert.rejects(failing, { message: "no" });
  const find = "SELECT to_regclass('pool_test') AS found";
  const [row] = await pool.transact(async (sql) => await sql.unsafe(find));
  assert.equal(row?.["found"], null);
});

test("Pool (postgres) survives that the server ends its connection in a transaction, and goes on", async (pool) => {
  const isEnd = ({ code }: { code: string }) => /^(57P01|CONNECTION_CLOSED)$/.test(code);
  const end = "SELECT pg_terminate_backend(pg_backend_pid())";
  for (let round = 0; round < 5; round++) {
    await assert.rejects(pool.transact(async (sql) => await sql.unsafe(end)), isEnd);
    await assert.rejects(
      pool.transact(async (sql) => {
        await sql.unsafe("SELECT 1");
        await sql.unsafe(end);
        await sql.unsafe("SELECT 2");
      }),
      isEnd,
    );
    const [row] = await pool.transact(async (sql) => await sql.unsafe("SELECT 1 AS one"));
    assert.equal(row?.["one"], 1);
  }
});

function test(name: string, run: (pool: Pool) => Promise<void>): void {
  Deno.test({
    name: servers === null ? name + WITHOUT_SERVERS : name,
    ignore: servers === null,
    fn: () =>
      within((async () => {
        const target = toTarget(servers!.postgres, null);
        const pool = new Pool({ target, connectionsMax: 1, connectMs: 5000, statementMs: 150 });
        try {
          await run(pool);
        } finally {
          await pool.end(1);
        }
      })()),
  });
}
