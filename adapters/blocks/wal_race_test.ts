import assert from "node:assert/strict";
import { PAGE_BYTES } from "../../runtime/sqlite.ts";
import { findLastingWalDamage } from "../../runtime/wal_damage.ts";
import { makeStore } from "./testing/test_store.ts";

/** Long enough that a single reading of the WAL would usually meet a frame that is being written. */
const LOOKS = 300;

Deno.test("findLastingWalDamage finds none beside a writer", async () => {
  await using store = await makeStore(new Uint8Array());
  const program = import.meta.resolve("./testing/append_on.ts");
  await using child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-q", "--allow-read", "--allow-write", program, store.path, "0"],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.getReader();
  for (let look = 0; look < LOOKS; look++) {
    assert.equal((await reader.read()).done, false, "the writer goes on");
    assert.equal(findLastingWalDamage(store.path, PAGE_BYTES), null);
  }
  child.kill("SIGKILL");
  await reader.cancel();
});
