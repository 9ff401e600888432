import assert from "node:assert/strict";
import fc from "fast-check";
import { matches } from "../../core/query/matches.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { printQuery } from "../../core/query/print_query.ts";
import { eventLists, queries } from "./arbitraries.ts";

Deno.test("generated queries are read back from what printQuery writes", () => {
  fc.assert(
    fc.property(queries, (query) => assert.deepEqual(parseQuery(printQuery(query)), query)),
    { numRuns: 3000 },
  );
});

Deno.test("generated queries match some generated events, and not others, often", () => {
  const events = fc.sample(eventLists, { numRuns: 20, seed: 1 }).flat();
  const telling = fc.sample(queries, { numRuns: 300, seed: 1 }).filter((query) => {
    const found = events.filter((event) => matches(query, event)).length;
    return found > 0 && found < events.length;
  });
  assert(telling.length > 100, `${telling.length} of 300 tell events apart`);
});
