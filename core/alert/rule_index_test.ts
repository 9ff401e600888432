import assert from "node:assert/strict";
import fc from "fast-check";
import { eventLists, queries } from "../../tests/contract/arbitraries.ts";
import { matches } from "../query/matches.ts";
import { parseQuery } from "../query/parse_query.ts";
import { toAnchors } from "./anchors.ts";
import { RuleIndex } from "./rule_index.ts";

Deno.test("RuleIndex finds the queries that take an event, each once", () => {
  fc.assert(
    fc.property(fc.array(queries, { maxLength: 12 }), eventLists, (all, events) => {
      const index = new RuleIndex(all.map((query, item) => ({ query, item })));
      for (const event of events) {
        const found: number[] = [];
        index.find(event, (item) => found.push(item));
        const expected = all.flatMap((query, i) => matches(query, event) ? [i] : []);
        assert.deepEqual(found.sort((a, b) => a - b), expected);
      }
    }),
    { numRuns: 500 },
  );
});

for (
  const [query, expected] of [
    ["level:ERROR service:a", "service=a"],
    ["service:a OR service:b", "service=a service=b"],
    ["level:ERROR timeout", "token timeout, value timeout"],
    ["level:ERROR (timeout OR order_*)", "level=ERROR"],
    ["latency_ms:>900 level:WARN", "level=WARN"],
    ["latency_ms:>900", "latency_ms"],
    ["user:7 level:ERROR", "user=7"],
    ['message:"card declined"', "token declined"],
    ["NOT level:DEBUG", null],
    ["order_*", null],
    ["level:ERROR OR order_*", null],
    ["*", null],
  ] as const
) {
  Deno.test(`toAnchors looks up ${query} by ${expected ?? "nothing"}`, () => {
    const anchors = toAnchors(parseQuery(query))?.map((anchor) => {
      if (anchor.kind !== "field") return `${anchor.kind} ${anchor.text}`;
      return anchor.name.field + (anchor.text === null ? "" : `=${anchor.text}`);
    });
    assert.equal(anchors?.sort().join(anchors[0]!.includes("=") ? " " : ", ") ?? null, expected);
  });
}
