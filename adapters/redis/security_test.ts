import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { within } from "../../tests/contract/bus_fixture.ts";
import {
  assertNoPassword,
  openSecureServers,
  withWrongPassword,
} from "../../tests/contract/secure_servers.ts";
import { canOpenOwnServer } from "../../tests/stack/own_server.ts";
import { WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { openRedisConnection, type RedisOptions } from "./connection.ts";

/** The fault that opening, or else asking, tells. */
async function faultOf(options: RedisOptions): Promise<Error> {
  const log = assertNoPassword;
  try {
    await using connection = await openRedisConnection({ ...options, log });
    await connection.run("ask", (client) => client.get("a"));
  } catch (error) {
    assertNoPassword(error);
    return error as Error;
  }
  throw new Error("Nothing was wrong");
}

const ignore = !canOpenOwnServer("redis");

Deno.test({
  name:
    `Redis with a password and TLS: LogFlow connects, or names the variable to mend, never a password${
      ignore ? WITHOUT_SERVERS : ""
    }`,
  ignore,
  fn: async (t) => {
    await using servers = await within(openSecureServers("redis"));
    const { secured, plain, ca, otherCa } = servers;
    const step = (name: string, fn: () => Promise<void>) => t.step(name, () => within(fn()));

    await step("connects", async () => {
      for (const options of [{ url: secured.address, ca }, { url: plain.address }]) {
        await using connection = await openRedisConnection(options);
        assert.equal(await connection.run("ask", (client) => client.get("a")), null);
      }
    });
    await step("a wrong password", async () => {
      for (const [server, user] of [[plain, ""], [plain, "default"], [secured, ""]] as const) {
        const url = withWrongPassword(server).replace("//:", `//${user}:`);
        const fault = await faultOf({ url, ca });
        assert.ok(fault instanceof ConfigError);
        assert.match(
          fault.message,
          /^REDIS_URL: .*refuses user "default".*mend the user or the pa/,
        );
      }
    });
    await step("no password", async () => {
      const fault = await faultOf({ url: `redis://127.0.0.1:${plain.port}` });
      assert.ok(fault instanceof ConfigError);
      assert.match(fault.message, /^REDIS_URL: .* wants a password: put one into the URL/);
    });
    await step("TLS that is missing here", async () => {
      const fault = await faultOf({ url: secured.address.replace("rediss:", "redis:") });
      assert.ok(fault instanceof UnavailableError);
      assert.match(fault.message, /^Cannot .*: where it wants TLS, use rediss:\/\/ in REDIS_URL$/);
    });
    await step("TLS that is missing there", async () => {
      const fault = await faultOf({ url: plain.address.replace("redis:", "rediss:"), ca });
      assert.ok(fault instanceof UnavailableError);
      assert.match(fault.message, /^Cannot .*speaks TLS there, or use redis:\/\/ in REDIS_URL$/);
    });
    await step("a CA that is missing or another", async () => {
      for (const trusted of [null, otherCa]) {
        const fault = await faultOf({ url: secured.address, ca: trusted });
        assert.ok(fault instanceof ConfigError);
        assert.match(fault.message, /^REDIS_URL: .* is not trusted .*give the CA .* in REDIS_CA/);
      }
    });
  },
});
