import fc from "fast-check";
import { type Fields, type FieldValue, LEVELS, type LogEvent } from "../../core/event.ts";
import {
  ANY_ONE,
  ANY_RUN,
  type Pattern,
  type PatternPart,
  type Query,
} from "../../core/query/ast.ts";
import { combine } from "../../core/query/combine.ts";
import { toPattern } from "../../core/query/pattern.ts";
import { toTextQuery, toTokenPatterns } from "../../core/query/text_query.ts";

/** Times around which generated events lie. */
export const BASE_MS: number = Date.UTC(2025, 9, 23, 15, 30);
/** The first instant of year 1. */
export const YEAR_1_MS = -62_135_596_800_000;
/** The last millisecond of year 9999. */
export const YEAR_9999_MS = 253_402_300_799_999;

/** Few words, so that generated queries often match generated events; some are awkward on purpose. */
export const WORDS = [
  "payment",
  "Payment-Service",
  "timed out",
  "order_45231",
  "order_9",
  "10.0.0.1",
  "ERROR",
  "warn",
  "Straße",
  "ΟΔΟΣ",
  "İ",
  "日本",
  "🙂",
  "a",
  "a b",
  "",
  "-",
  "1",
  "true",
  "x\0y",
  "*",
  "a*b?",
  "\\",
  "\u212a\u1e9e",
  "e\u0301",
  "𝒜𐐀",
  "\uff5a",
  "½٣",
] as const;

const FIELD_NAMES = [
  "user",
  "latency_ms",
  "level",
  "service",
  "hostname",
  "a.b",
  "1",
  "__proto__",
  "ok",
  "",
  "a..b",
  ".x",
  "a*b",
  "_escaped_a",
  "日本 🙂",
];
const ORIGINS = ["000000000000000", "00000000000000a", "9f3c5a01b2c4d5e", "fffffffffffffff"];

const word = fc.constantFrom(...WORDS);

/** Texts made of {@linkcode WORDS}. */
export const texts: fc.Arbitrary<string> = fc.array(word, { maxLength: 4 })
  .map((words) => words.join(" "));

const fieldValues: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 4, arbitrary: word },
  texts,
  fc.constantFrom(0, 1, -1, 1.5, 1e21, 2 ** 53 - 1, 900),
  fc.boolean(),
  fc.constantFrom("900", "-1.5", "1e3", "+.5", " 12", "12ms", "0x10", "Infinity", "7".repeat(1025)),
  fc.constantFrom("v".repeat(1024), "v".repeat(1025)),
);

const fields: fc.Arbitrary<Fields | null> = fc.oneof(
  fc.constant(null),
  fc.array(fc.tuple(fc.constantFrom(...FIELD_NAMES), fieldValues), { minLength: 1, maxLength: 4 })
    .map((entries) => Object.fromEntries(entries)),
  fc.tuple(fieldValues, fc.constantFrom(255, 256, 300)).map(([value, count]) =>
    Object.fromEntries([...Array.from({ length: count }, (_, i) => [`f${i}`, i]), ["user", value]])
  ),
);

/** What an event says, without its place in a source. */
export const contents: fc.Arbitrary<Omit<LogEvent, "origin" | "position" | "begin" | "end">> = fc
  .record({
    timestampMs: fc.oneof(
      fc.integer({ min: 0, max: 5 }).map((i) => BASE_MS + i * 1000),
      fc.integer({ min: 0, max: 3_600_000 }).map((ms) => BASE_MS + ms),
      fc.constantFrom(YEAR_1_MS, YEAR_9999_MS, -1, 0),
    ),
    level: fc.constantFrom(...LEVELS),
    service: fc.constantFrom("payment-service", "auth-service", "a", "Payment", ""),
    message: texts,
    hostname: fc.constantFrom("web-1", "web-2", "Payment"),
    file: fc.constantFrom("/var/log/app.log", "", "http"),
    fields,
    ingestedMs: fc.integer({ min: 0, max: 100 }).map((i) => BASE_MS + i * 60_000),
  }, { noNullPrototype: true });

/** Events of few sources, each source without gaps, in order. */
export const eventLists: fc.Arbitrary<LogEvent[]> = toEventLists({ maxLength: 40 });

/** The same, long. */
export const denseEventLists: fc.Arbitrary<LogEvent[]> = toEventLists({
  minLength: 100,
  maxLength: 150,
});

function toEventLists(
  lengths: { minLength?: number; maxLength: number },
): fc.Arbitrary<LogEvent[]> {
  return fc.array(
    fc.tuple(fc.constantFrom(...ORIGINS), fc.integer({ min: 1, max: 40 }), fc.nat(2), contents),
    lengths,
  ).map((list) => {
    const ends = new Map<string, number>();
    return list.map(([origin, length, blank, content]) => {
      const begin = ends.get(origin) ?? 0;
      ends.set(origin, begin + blank + length);
      return { origin, position: begin + blank, begin, end: begin + blank + length, ...content };
    });
  });
}

const patterns: fc.Arbitrary<Pattern> = fc.oneof(
  { weight: 3, arbitrary: word.map((text): PatternPart[] => [text]) },
  { weight: 1, arbitrary: texts.map((text): PatternPart[] => [text]) },
  {
    weight: 2,
    arbitrary: fc.array(
      fc.oneof(
        word,
        word.map((text) => [...text].slice(0, 3).join("")),
        fc.constantFrom(ANY_ONE, ANY_RUN),
      ),
      { maxLength: 4 },
    ),
  },
).map(toPattern);

const textQueries = patterns.map(toTextQuery).filter(({ value }) => !isAnything(value));

const messageQueries = patterns.map((pattern): Query => {
  const tokens = toTokenPatterns(pattern);
  return tokens.length === 0 ? { kind: "all" } : { kind: "message", tokens };
});

/** Whether a field needs the prefix to be meant. */
function isShadowed(field: string): boolean {
  return ["level", "service", "hostname"].includes(field);
}

const extraQueries = fc.tuple(fc.constantFrom(...FIELD_NAMES), patterns).map((
  [field, value],
): Query =>
  field === "" ? { kind: "all" } : { kind: "field", field, extra: isShadowed(field), value }
);

const fixedQueries: fc.Arbitrary<Query> = fc.oneof(
  fc.tuple(fc.constantFrom("service", "host", "file"), patterns),
  fc.tuple(fc.constant("level"), fc.constantFrom<Pattern>(["ERROR"], ["WARN"], [ANY_RUN, "R"])),
  fc.tuple(fc.constant("origin"), fc.constantFrom<Pattern>([ORIGINS[0]!], ["0", ANY_RUN])),
).map(([field, value]) => ({ kind: "field", field, extra: false, value }));

const existsQueries = fc.constantFrom(
  "user",
  "a.b",
  "host",
  "extra_fields.hostname",
  "extra_fields.level",
  "1",
  "nowhere",
)
  .map((field): Query => ({ kind: "exists", field }));

const bounds = (values: readonly number[]) =>
  fc.tuple(
    ...[0, 1].map(() =>
      fc.option(fc.record({ value: fc.constantFrom(...values), included: fc.boolean() }, {
        noNullPrototype: true,
      }))
    ),
  ).filter(([low, high]) => !low || !high || low.value <= high.value);

const rangeQueries: fc.Arbitrary<Query> = fc.oneof(
  fc.tuple(
    fc.constantFrom(...FIELD_NAMES.filter((name) => name !== "")),
    bounds([-1.5, -1, 0, 0.5, 1, 1.5, 255, 900, 1000, 2 ** 53 - 1, 1e21]),
  ),
  fc.tuple(
    fc.constant("timestamp"),
    bounds([YEAR_1_MS, -1, 0, ...[0, 1, 1000, 3000, 5000].map((ms) => BASE_MS + ms), YEAR_9999_MS]),
  ),
).map(([field, [low, high]]) => ({
  kind: "range",
  field,
  extra: isShadowed(field),
  low: low!,
  high: high!,
}));

const leafQueries: fc.Arbitrary<Query> = fc.oneof(
  fc.constant<Query>({ kind: "all" }),
  textQueries,
  messageQueries,
  extraQueries,
  fixedQueries,
  rangeQueries,
  existsQueries,
);

/** Queries in the form `parseQuery` gives, small enough for its limits. */
export const queries: fc.Arbitrary<Query> = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    leafQueries,
    tie("query").map((part): Query => ({ kind: "not", part })),
    fc.tuple(
      fc.constantFrom("and", "or"),
      fc.array(tie("query"), { minLength: 2, maxLength: 3 }),
    ).map(([kind, parts]) => combine(kind, parts)),
  ),
})).query;

function isAnything(pattern: Pattern): boolean {
  return pattern.length === 1 && pattern[0] === ANY_RUN;
}
