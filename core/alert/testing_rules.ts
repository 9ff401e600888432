import fc from "fast-check";
import { queries } from "../../tests/contract/arbitraries.ts";
import { statsFunctions } from "../../tests/contract/pipe_arbitraries.ts";
import { parseFieldName } from "../query/field.ts";
import { parseQuery } from "../query/parse_query.ts";
import { printQuery } from "../query/print_query.ts";
import type { Measure, Rule } from "./rule.ts";
import { SEVERITIES } from "./rule.ts";

/** Queries in the form that the parser gives. */
const parsed = queries.map((query) => parseQuery(printQuery(query), 0));

const lengths = fc.integer({ min: 0, max: 86_400_000 });

const fields = fc.uniqueArray(fc.constantFrom("service", "host", "a b", "http.path", "labels.x"), {
  maxLength: 4,
});

const PLAIN = { noNullPrototype: true };

const measures: fc.Arbitrary<Measure> = fc.oneof(
  fc.constantFrom<Measure>({ kind: "count" }, { kind: "new" }),
  statsFunctions.map((called): Measure => ({ kind: "stats", function: called })),
  fc.record({
    kind: fc.constant("ratio" as const),
    part: parsed,
    eventsMin: fc.integer({ min: 1, max: 99 }),
  }, PLAIN),
  fc.record({
    kind: fc.constant("spike" as const),
    offsetMs: fc.integer({ min: 100, max: 200 }),
    eventsMin: fc.integer({ min: 1, max: 99 }),
  }, PLAIN),
);

/** For tests: rules as `toRule` gives them. */
export const rules: fc.Arbitrary<Rule> = fc.record({
  name: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 _.-]{0,20}[a-z]$/),
  query: parsed,
  measure: measures,
  sign: fc.constantFrom(">=", ">", "<=", "<"),
  limit: fc.oneof(
    fc.integer({ min: 1, max: 1e9 }),
    fc.double({ min: 1e-9, max: 0.9, noNaN: true }),
  ),
  intervalMs: fc.integer({ min: 1000, max: 90_000 }),
  windows: fc.integer({ min: 1, max: 100 }),
  times: fc.tuple(lengths, lengths, lengths, lengths),
  groupBy: fields,
  severity: fc.constantFrom(...SEVERITIES),
  labels: fc.dictionary(fc.stringMatching(/^[a-z]_[a-z]{1,3}$/), fc.string(), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  texts: fc.array(fc.constantFrom("a", "{{ value }}", "{{ rule }}", "}}", "{ "), { maxLength: 5 }),
  receivers: fc.uniqueArray(fc.constantFrom("a", "b-c", "On call 2"), { maxLength: 3 }),
  enabled: fc.boolean(),
}).map(({ sign, limit, windows, times, texts, measure, groupBy, ...given }): Rule => {
  const [latenessMs, forMs, keepFiringForMs, rememberMs] = times;
  const isRatio = measure.kind === "ratio";
  const names = measure.kind === "new" ? [...groupBy, "path"] : groupBy;
  return {
    ...given,
    queryText: printQuery(given.query),
    measure: measure.kind === "spike"
      ? { ...measure, offsetMs: measure.offsetMs * given.intervalMs }
      : measure,
    condition: measure.kind === "new"
      ? { sign: ">=", limit: 1 }
      : { sign, limit: isRatio && limit >= 1 ? 0.5 : limit },
    windowMs: windows * given.intervalMs,
    ...{ latenessMs, forMs, keepFiringForMs, rememberMs },
    groupBy: names.map((name) => ({ name, field: parseFieldName(name) })),
    annotations: { summary: toParts(texts) },
  };
});

/** Neighbouring texts are one part. */
function toParts(texts: readonly string[]): Rule["annotations"][string] {
  const parts: (string | { name: string })[] = [];
  for (const text of texts) {
    const [, name] = /^\{\{ (\w+) \}\}$/.exec(text) ?? [];
    const last = parts.at(-1);
    if (name !== undefined) parts.push({ name });
    else if (typeof last === "string") parts[parts.length - 1] = last + text;
    else parts.push(text);
  }
  return parts;
}
