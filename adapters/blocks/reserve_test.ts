import assert from "node:assert/strict";
import { hasReserve, releaseReserve, toReserveKeeper } from "./reserve.ts";

const BYTES = 3_000_000;

Deno.test("Reserve is made again where it is gone or not whole", () => {
  using setup = openSetup();
  Deno.mkdirSync(setup.folder);
  for (const spoil of [() => {}, Deno.removeSync, Deno.truncateSync]) {
    if (hasReserve(setup.path, BYTES)) spoil(`${setup.path}.reserve`);
    setup.keep();
    assert.equal(Deno.statSync(`${setup.path}.reserve`).size, BYTES);
  }
  assert.deepEqual(setup.said, []);
  assert.deepEqual([releaseReserve(setup.path), releaseReserve(setup.path)], [true, false]);
});

Deno.test("Reserve that cannot be made is said once and tried again with every 60th call only", () => {
  using setup = openSetup();
  for (let call = 0; call <= 60; call++) setup.keep();
  assert.equal(setup.said.length, 1);
  assert.match(
    setup.said[0]!,
    /^Cannot keep 3000000 bytes in reserve in ".*\/logs.db.reserve": No/,
  );
  Deno.mkdirSync(setup.folder); // Now it can be made.
  for (let call = 61; call < 120; call++) setup.keep();
  assert(!hasReserve(setup.path, BYTES));
  setup.keep();
  assert(hasReserve(setup.path, BYTES));
});

/** A store whose folder is not there yet. */
function openSetup() {
  const parent = Deno.makeTempDirSync();
  const folder = `${parent}/data`;
  const path = `${folder}/logs.db`;
  const said: string[] = [];
  const log = (message: string) => void said.push(message);
  return {
    folder,
    path,
    said,
    keep: toReserveKeeper({ path, reserveBytes: BYTES, log }),
    [Symbol.dispose]: () => Deno.removeSync(parent, { recursive: true }),
  };
}
