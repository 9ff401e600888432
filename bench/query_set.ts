import type { Asked } from "./ask.ts";
import { RARE_WORD } from "./corpus.ts";
import { CORPUS_STEP_MS, type CorpusKind } from "./corpus_line.ts";
import { toFieldName } from "./field_corpus.ts";

/** A request with its name. */
export interface Question {
  /** Told in the table. */
  readonly name: string;
  /** The request. */
  readonly asked: Asked;
}

/** A question that a corpus may not allow. */
export interface NamedQuery {
  /** Told in the table. */
  readonly name: string;
  /** The request; null = the corpus has no numbers. */
  readonly asked: Asked | null;
}

/** What people ask of logs; each finds something in both corpora, but for the absent word. */
export function toQuerySet(kind: CorpusKind, lines: number): NamedQuery[] {
  const minutes = lines * CORPUS_STEP_MS[kind] / 60_000;
  const interval = minutes < HISTOGRAM_BUCKETS_MAX ? "1m" : "1h";
  const errors = `errors per ${interval === "1m" ? "minute" : "hour"}`;
  return [
    { name: "rare word, newest 100", asked: newest(RARE_WORD) },
    { name: "absent word, newest 100", asked: newest("needle_absent") },
    { name: "common word, newest 100", asked: newest("order") },
    { name: "level and service, newest 100", asked: newest(ERRORS_OF_PAYMENT) },
    { name: "newest 100 of all", asked: newest("") },
    { name: errors, asked: { path: "/histogram", params: { q: "level:ERROR", interval } } },
    { name: "count by service", asked: facets("service") },
    { name: "phrase, newest 100", asked: newest('"timed out"') },
    { name: "phrase, count", asked: count('"timed out"') },
    { name: "prefix, newest 100", asked: newest("order_45*") },
    { name: "prefix, count", asked: count("order_45*") },
    { name: "number range, newest 100", asked: kind === "A" ? null : newest(SLOW) },
    { name: "number range, count", asked: kind === "A" ? null : count(SLOW) },
  ];
}

/** About one line in eighteen of corpus B. */
const SLOW = "latency_ms:>900";
const ERRORS_OF_PAYMENT = "level:ERROR service:payment-service";

/** A histogram of more buckets is refused. */
const HISTOGRAM_BUCKETS_MAX = 10_000;

/** What is asked of a corpus of many names of fields; see `toFieldName` for these. */
export function toFieldQuestions(): Question[] {
  const [kind, number, id] = [toFieldName(0), toFieldName(1), toFieldName(2)];
  return [
    { name: "newest 100 of all", asked: newest("") },
    { name: "field is a value, newest 100", asked: newest(`${kind}:value_3`) },
    { name: "field is a value, count", asked: count(`${kind}:value_3`) },
    { name: "field exists, newest 100", asked: newest(`_exists_:${number}`) },
    { name: "field exists, count", asked: count(`_exists_:${number}`) },
    { name: "number range, count", asked: count(`${number}:>50000`) },
    { name: "count by a field of few values", asked: facets(kind) },
    { name: "count by a field of many values", asked: facets(id) },
  ];
}

const ERRORS_PER_MINUTE: Asked = {
  path: "/histogram",
  params: { q: "level:ERROR", from: "15m", interval: "1m" },
};

/** What is asked while lines arrive, as a page that people watch would; repeated in this order. */
export const LIVE_MIX: readonly Question[] = [
  { name: "errors, newest 100", asked: newest("level:ERROR") },
  { name: "errors per minute, 15 min", asked: ERRORS_PER_MINUTE },
  { name: "level and service, newest 100", asked: newest(ERRORS_OF_PAYMENT) },
  { name: "count by service, 15 min", asked: facets("service", "15m") },
  { name: "common word, newest 100", asked: newest("order") },
  { name: "phrase, newest 100", asked: newest('"timed out"') },
  { name: "newest 100, 15 min", asked: newest("", "15m") },
  { name: "errors, count, 15 min", asked: count("level:ERROR", "15m") },
  { name: "level and service, newest 100", asked: newest(ERRORS_OF_PAYMENT) },
  { name: "rare word, 15 min", asked: newest(RARE_WORD, "15m") },
];

function newest(q: string, from = ""): Asked {
  return { path: "", params: { q, limit: "100", ...toRange(from) } };
}

function count(q: string, from = ""): Asked {
  return { path: "/count", params: { q, ...toRange(from) } };
}

function facets(fields: string, from = ""): Asked {
  return { path: "/facets", params: { fields, ...toRange(from) } };
}

function toRange(from: string): { from?: string } {
  return from === "" ? {} : { from };
}
