import { killLoop } from "../faults/kill_loop.ts";

Deno.test("pipeline keeps every line once, in order, through 200 rounds of kill -9", async () => {
  await killLoop({ rounds: 200, seed: Date.now() });
});
