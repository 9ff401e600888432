import assert from "node:assert/strict";
import { printApi, SNAPSHOT } from "./print_api.ts";

Deno.test("what the library exports is what it was (`deno task snapshot` keeps it as it is now)", async () => {
  const kept = await Deno.readTextFile(SNAPSHOT);
  assert.deepEqual((await printApi()).split("\n"), kept.split("\n"));
});
