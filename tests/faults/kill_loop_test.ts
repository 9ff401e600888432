import { killLoop } from "./kill_loop.ts";

Deno.test("pipeline keeps every line once, in order, through 20 rounds of kill -9", async () => {
  await killLoop({ rounds: 20, seed: 20251023 });
});
