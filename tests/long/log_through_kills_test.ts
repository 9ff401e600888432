import { logThroughKills } from "../faults/log_through_kills.ts";

Deno.test("a logger loses and doubles nothing while its API is killed, and away for a minute", async () => {
  await logThroughKills({
    rounds: 2,
    away: () => new Promise((resolve) => setTimeout(resolve, 60_000)),
  });
});
