import { costlyQueries } from "../hostile/costly_queries.ts";

Deno.test("the API bounds what a query over 300,000 long messages may cost, and gives it up", async () => {
  await costlyQueries({ events: 300_000, waits: true });
});
