import assert from "node:assert/strict";
import { damageColumn, makeStore } from "../../adapters/blocks/testing/test_store.ts";
import { openBlockWriter } from "../../adapters/blocks/writer.ts";
import { acquireLock } from "../../runtime/lock.ts";
import { runCli } from "./run_cli.ts";

Deno.test("store check tells what a store has, also while process holds it", async () => {
  await using store = await makeStore();
  using _ = acquireLock(`${store.folder}/process.lock`);
  const variables = { LOGFLOW_DATA_DIR: store.folder };
  const { code, stdout, stderr } = await runCli(["store", "check"], variables);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(
    stdout,
    /^100 events in 6 blocks and 1 head rows, 1 intervals, 0 positions, \d+,\d+ bytes: all is well\n$/,
  );
});

Deno.test("store check ends with 1 where something is damaged, and says what", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  const variables = { LOGFLOW_DATA_DIR: store.folder };
  const { code, stdout } = await runCli(["store", "check"], variables);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^Damaged: block 1: column 13: the checksum .*\n84 events .*: 1 damaged parts\n$/,
  );
  const json = await runCli(["store", "check", "--json"], variables);
  assert.equal(json.code, 1);
  const { events, damaged } = JSON.parse(json.stdout);
  assert.equal(events, 84);
  assert.deepEqual(damaged.map(({ part }: { part: string }) => part), ["block 1"]);
});

Deno.test("store compact tells the bytes before and after, and refuses while process holds it", async () => {
  await using store = await makeStore();
  const variables = { LOGFLOW_DATA_DIR: store.folder };
  {
    using _ = acquireLock(`${store.folder}/process.lock`);
    const { code, stderr } = await runCli(["store", "compact"], variables);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^logflow: Cannot compact ".*logs\.db": a running LogFlow writes to it: end/,
    );
  }
  const { code, stdout } = await runCli(["store", "compact"], variables);
  assert.equal(code, 0);
  assert.match(stdout, /^\d+,\d+ bytes before, \d+,\d+ bytes after\n$/);
});

Deno.test("verify ends with 1 where something stored cannot be read, also before anybody has looked", async () => {
  await using store = await makeStore();
  const variables = { LOGFLOW_DATA_DIR: store.folder };
  assert.equal((await runCli(["verify"], variables)).code, 0);
  damageColumn(store.path);
  const { code, stdout } = await runCli(["verify"], variables);
  assert.equal(code, 1);
  assert.match(stdout, /\n1 parts of the store are damaged: `store check` lists them/);
});

Deno.test("verify ends with 1 where events were lost to damage, until they are forgotten", async () => {
  await using store = await makeStore();
  damageColumn(store.path);
  {
    await using writer = await openBlockWriter(store);
    await writer.prune({ ingestedBeforeMs: 0, happenedBeforeMs: null, bytesMax: null });
  }
  const variables = { LOGFLOW_DATA_DIR: store.folder };
  const { code, stdout } = await runCli(["verify"], variables);
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^received 100 = stored 84 \+ damaged 16\n16 events were stored and cannot be read any more/,
  );
  const check = await runCli(["store", "check"], variables);
  assert.equal(check.code, 1);
  assert.match(
    check.stdout,
    /: what is there is whole, but 16 events were lost to damage before \(7 pieces of/,
  );
  assert.deepEqual(await runCli(["store", "forget"], variables), {
    code: 0,
    stdout: "16 events count as expired now; the bytes of 7 damaged parts are removed\n",
    stderr: "",
  });
  const { code: after, stdout: balance } = await runCli(["verify"], variables);
  assert.deepEqual([after, balance], [0, "received 100 = stored 84 + expired 16\n"]);
});
