import postgres from "postgres";
import { testStateStore } from "../../tests/contract/state_store_suite.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { openPostgresStateStore } from "./state_store.ts";

const servers = readStack();

testStateStore({
  name: "postgres",
  ignore: servers === null,
  makeFixture() {
    const schema = `test_${crypto.randomUUID().replaceAll("-", "")}`;
    const url = servers!.postgres;
    return Promise.resolve({
      open: () => openPostgresStateStore({ url, schema }),
      async [Symbol.asyncDispose]() {
        const sql = postgres(url, { max: 1, onnotice() {} });
        await sql.unsafe(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
        await sql.end();
      },
    });
  },
});
