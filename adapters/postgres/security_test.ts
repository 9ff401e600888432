import assert from "node:assert/strict";
import { ConfigError } from "../../core/errors.ts";
import { within } from "../../tests/contract/bus_fixture.ts";
import {
  assertNoPassword,
  openSecureServers,
  withWrongPassword,
} from "../../tests/contract/secure_servers.ts";
import { canOpenOwnServer } from "../../tests/stack/own_server.ts";
import { WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openPostgresStateStore, type PostgresStateOptions } from "./state_store.ts";

/** What opening says that a person must mend. */
async function faultOf(options: PostgresStateOptions): Promise<string> {
  try {
    await using _store = await openPostgresStateStore({ ...options, log: assertNoPassword });
  } catch (error) {
    assertNoPassword(error);
    assert.ok(error instanceof ConfigError, String(error));
    return error.message;
  }
  throw new Error("Nothing was wrong");
}

const ignore = !canOpenOwnServer("postgres");

Deno.test({
  name:
    `PostgreSQL with a password and TLS: LogFlow connects, or names the variable to mend, never a password${
      ignore ? WITHOUT_SERVERS : ""
    }`,
  ignore,
  fn: async (t) => {
    await using servers = await within(openSecureServers("postgres"));
    const { secured, plain, ca, otherCa } = servers;
    const step = (name: string, fn: () => Promise<void>) => t.step(name, () => within(fn()));

    await step("connects", async () => {
      for (const options of [{ url: secured.address, ca }, { url: plain.address }]) {
        await using store = await openPostgresStateStore(options);
        assert.equal(await store.read("a"), null);
      }
    });
    await step("a wrong password", async () => {
      for (const [server, trusted] of [[plain, null], [secured, ca]] as const) {
        assert.match(
          await faultOf({ url: withWrongPassword(server), ca: trusted }),
          /^DATABASE_URL: .*refuses user "postgres".*mend the user or the password/,
        );
      }
    });
    await step("no password", async () => {
      assert.match(
        await faultOf({ url: `postgres://postgres@127.0.0.1:${plain.port}/postgres` }),
        /^DATABASE_URL: .*refuses user "postgres".*mend the user or the password/,
      );
    });
    await step("TLS that is missing here", async () => {
      assert.match(
        await faultOf({ url: `${secured.address}?sslmode=disable` }),
        /^DATABASE_URL: .*no encryption.*use sslmode=require/,
      );
    });
    await step("TLS that is missing there", async () => {
      assert.match(
        await faultOf({ url: plain.address, ca }),
        /^DATABASE_URL: .*does not speak TLS.*sslmode is verify-full.*turn TLS on there/,
      );
    });
    await step("a CA that is missing or another", async () => {
      const strict = { url: `${secured.address}?sslmode=verify-full`, ca: null };
      for (const options of [strict, { url: secured.address, ca: otherCa }]) {
        assert.match(
          await faultOf(options),
          /^DATABASE_URL: .*is not trusted.*give the CA that signed it in DATABASE_CA/,
        );
      }
    });
  },
});
