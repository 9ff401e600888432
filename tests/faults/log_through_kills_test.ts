import { logThroughKills } from "./log_through_kills.ts";

Deno.test("a logger loses and doubles nothing while its API is killed and started again", async () => {
  await logThroughKills({ rounds: 3, away: () => Promise.resolve() });
});
