import assert from "node:assert/strict";
import { testLeases } from "../../tests/contract/leases_suite.ts";
import { openSqliteLeases } from "./leases.ts";

async function makeFixture() {
  const folder = await Deno.makeTempDir();
  let nowMs = Date.UTC(2025, 9, 23);
  const path = `${folder}/state.db`;
  return {
    open: () => openSqliteLeases({ path, now: () => nowMs }),
    pass: (ms: number) => Promise.resolve(void (nowMs += ms)),
    async loseData() {
      for await (const { name } of Deno.readDir(folder)) await Deno.remove(`${folder}/${name}`);
    },
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

testLeases({ name: "sqlite", makeFixture });

Deno.test("Leases (sqlite) are not held for longer than their time when the clock is set back", async () => {
  await using fixture = await makeFixture();
  await using leases = await fixture.open();
  await leases.acquire("a", 1000);
  await fixture.pass(-3_600_000);
  assert.equal(await leases.acquire("a", 1000), null);
  await fixture.pass(999);
  assert.equal(await leases.acquire("a", 1000), null);
  await fixture.pass(1);
  assert.notEqual(await leases.acquire("a", 1000), null);
});
