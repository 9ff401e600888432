import fc from "fast-check";
import { toColumnNames } from "../../core/query/column_names.ts";
import type {
  FieldsPipe,
  GroupKey,
  Pipe,
  PipedQuery,
  Stats,
  StatsFunction,
  StatsPipe,
  TablePipe,
  TableStep,
} from "../../core/query/pipe.ts";
import { printFunction, printKey } from "../../core/query/stats_function.ts";
import { queries } from "./arbitraries.ts";

/** Plain objects, as the parser makes them. */
const OBJECT = { noNullPrototype: true } as const;

const textFields = fc.constantFrom(
  "level",
  "service",
  "host",
  "file",
  "origin",
  "user",
  "latency_ms",
  "extra_fields.level",
  "extra_fields.message",
  "a.b",
  "a..b",
  "1",
  "ok",
  "__proto__",
  "日本 🙂",
  "by",
);

const numberFields = fc.constantFrom("user", "latency_ms", "1", "extra_fields.level", "a.b", "as");

/** Any function of `stats`. */
export const statsFunctions: fc.Arbitrary<StatsFunction> = fc.oneof(
  fc.record({ kind: fc.constant("count" as const), field: fc.option(textFields) }, OBJECT),
  fc.record({ kind: fc.constant("count_distinct" as const), field: textFields }, OBJECT),
  fc.record({ kind: fc.constantFrom("sum" as const, "avg"), field: numberFields }, OBJECT),
  fc.record({
    kind: fc.constantFrom("min" as const, "max"),
    field: fc.oneof(numberFields, fc.constant("timestamp")),
  }, OBJECT),
  fc.record({
    kind: fc.constant("percentile" as const),
    percent: fc.constantFrom(0, 1, 50, 95, 99.9, 100),
    field: numberFields,
  }, OBJECT),
);

const keys: fc.Arbitrary<GroupKey> = fc.oneof(
  { weight: 3, arbitrary: textFields.map((field) => ({ kind: "field" as const, field })) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(1000, 7777, 60_000, 86_400_000)
      .map((intervalMs) => ({ kind: "bin" as const, intervalMs })),
  },
);

/** What can be counted, each function and key once. */
export const statsOf: fc.Arbitrary<Stats> = fc.record({
  functions: fc.uniqueArray(statsFunctions, {
    minLength: 1,
    maxLength: 4,
    selector: printFunction,
  }),
  by: fc.uniqueArray(keys, { maxLength: 3, selector: printKey }),
}, OBJECT);

/** The pipe that counts this, under the names that its columns have by themselves. */
export function toStatsPipe(stats: Stats): StatsPipe {
  return {
    kind: "stats",
    stats,
    names: [
      ...stats.by.map((key) => key.kind === "field" ? key.field : printKey(key)),
      ...stats.functions.map(printFunction),
    ],
  };
}

const statsPipes: fc.Arbitrary<StatsPipe> = statsOf.map(toStatsPipe);

const tablePipes: fc.Arbitrary<TablePipe> = fc.oneof(
  statsPipes,
  statsPipes.map((pipe) => ({ ...pipe, names: pipe.names.map((_, i) => `the ${i}. "name"`) })),
  fc.record({
    kind: fc.constant("top" as const),
    limit: fc.integer({ min: 1, max: 1000 }),
    field: textFields,
  }, OBJECT),
);

const fieldsPipes: fc.Arbitrary<FieldsPipe> = fc.record({
  kind: fc.constant("fields" as const),
  fields: fc.uniqueArray(textFields, { minLength: 1, maxLength: 5 }),
}, OBJECT);

/** Steps over a table with these columns. */
function stepsOf(names: readonly string[]): fc.Arbitrary<TableStep[]> {
  const sort = fc.record({
    kind: fc.constant("sort" as const),
    by: fc.array(
      fc.record({ name: fc.constantFrom(...names), descending: fc.boolean() }, OBJECT),
      { minLength: 1, maxLength: 3 },
    ),
  }, OBJECT);
  const limit = fc.record({
    kind: fc.constant("limit" as const),
    limit: fc.integer({ min: 1, max: 10_000 }),
  }, OBJECT);
  return fc.array(fc.oneof<fc.Arbitrary<TableStep>[]>(sort, limit), { maxLength: 3 });
}

/** Steps after what makes a table. */
export function withSteps(pipe: TablePipe): fc.Arbitrary<Pipe[]> {
  return stepsOf(toColumnNames(pipe)).map((steps) => [pipe, ...steps]);
}

/** What makes a table, and steps over it. */
export const tables: fc.Arbitrary<Pipe[]> = tablePipes.chain(withSteps);

const pipes: fc.Arbitrary<Pipe[]> = fc.oneof<fc.Arbitrary<Pipe[]>[]>(
  fc.constant([]),
  fieldsPipes.map((pipe) => [pipe]),
  tables,
);

/** Any query with pipes, as the parser gives it. */
export const pipedQueries: fc.Arbitrary<PipedQuery> = fc.record(
  { query: queries, pipes },
  OBJECT,
);
