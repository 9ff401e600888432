import { failEach, SHORT_SCRIPT } from "./fault_scripts.ts";

Deno.test("pipeline keeps every line once, in order, when its n-th operation fails, for every n", async () => {
  await failEach(SHORT_SCRIPT, { lastingMs: 0 });
});

Deno.test("pipeline keeps every line once, in order, when a disk fails for a while", async () => {
  await failEach(SHORT_SCRIPT, { lastingMs: 3000, step: 6 }); // tests/long has every operation.
});
