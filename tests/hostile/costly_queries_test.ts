import { costlyQueries } from "./costly_queries.ts";

Deno.test("the API bounds what a query may cost, and stops where its client goes away", async () => {
  await costlyQueries({ events: 40_000, waits: false });
});
