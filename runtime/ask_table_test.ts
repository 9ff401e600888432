import assert from "node:assert/strict";
import { parsePipedQuery } from "../core/query/parse_piped_query.ts";
import { askTable } from "./ask_table.ts";

Deno.test("askTable sorts and cuts all groups, and refuses more rows than it may tell", async () => {
  const groups = Array.from({ length: 10_001 }, (_, i) => ({ keys: [`u${i}`], values: [i] }));
  const aggregate = () =>
    Promise.resolve({ count: 0, histogram: null, facets: null, stats: groups });
  const ask = (text: string) =>
    askTable(parsePipedQuery(text), { fromMs: null, toMs: null }, aggregate);
  const top = await ask("* | stats max(ms) by user | sort max(ms) desc | limit 2");
  assert.deepEqual(top.rows, [["u10000", 10_000], ["u9999", 9999]]);
  await assert.rejects(ask("* | stats max(ms) by user | sort user"), {
    name: "RangeError",
    message: /it has 10001 rows, over 10000; add \| sort … \| limit 100/,
  });
});
