import { failEach, SHORT_SCRIPT } from "./fault_scripts.ts";

Deno.test("pipeline keeps every line once, in order, when its n-th operation fails, for every n", async () => {
  await failEach(SHORT_SCRIPT, 0);
});

Deno.test("pipeline keeps every line once, in order, when a disk fails for a while, from every n-th operation on", async () => {
  await failEach(SHORT_SCRIPT, 3000);
});
