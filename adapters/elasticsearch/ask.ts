import { AnswerTooLongError } from "./answer_too_long_error.ts";
import type { ElasticClient } from "./client.ts";
import { type Dsl, EVERYTHING } from "./dsl.ts";
import { ElasticAnswerError, type ElasticReason, toAnswerError, toCause } from "./errors.ts";
import type { StoredDocument } from "./read_document.ts";

/** What is asked of all indices of events. */
export interface Question {
  /** Which documents. */
  readonly query?: Dsl;
  /** How many of them come along. */
  readonly size?: number;
  /** In which order. */
  readonly sort?: readonly Dsl[];
  /** Where in that order, exclusive. */
  readonly search_after?: readonly (string | number)[];
  /** Counts all exactly, or up to a number. */
  readonly track_total_hits?: boolean | number;
  /** What is counted of them. */
  readonly aggs?: Dsl;
}

/** What is answered. */
export interface Answer {
  /** The documents; what is empty is left out. */
  readonly hits?: {
    readonly total?: { readonly value: number; readonly relation: "eq" | "gte" };
    readonly hits?: readonly { readonly _source: StoredDocument }[];
  };
  /** Missing where there is no index yet. */
  readonly aggregations?: Readonly<Record<string, unknown>>;
}

/** How to ask. */
export interface AskOptions {
  /** The words after "Cannot". */
  readonly what: string;
  /** Gives up. */
  readonly signal?: AbortSignal | undefined;
}

/** All or nothing: what not every shard answered throws. Throws RangeError on what the server finds too much. */
export async function ask(
  client: ElasticClient,
  question: Question,
  { what, signal }: AskOptions,
): Promise<Answer> {
  try {
    return await client.send<Answer>({
      what,
      reads: true,
      method: "POST",
      path: `/${client.settings.alias}/_search`,
      query: { ...WHOLE, filter_path: SHOWN, allow_partial_search_results: false },
      body: { query: EVERYTHING, size: 0, track_total_hits: false, ...question },
      signal,
    });
  } catch (error) {
    throw toQuestionError(error, what);
  }
}

/** Several questions in one request, answered in their order. */
export async function askAll(
  client: ElasticClient,
  questions: readonly Question[],
  { what, signal }: AskOptions,
): Promise<Answer[]> {
  if (questions.length === 0) return [];
  const { alias } = client.settings;
  const header = JSON.stringify({ index: alias, ...WHOLE, allow_partial_search_results: false });
  const lines = questions.map((question) => {
    const body = { query: EVERYTHING, size: 0, track_total_hits: false, ...question };
    return `${header}\n${JSON.stringify(body)}\n`;
  });
  const { responses } = await client.send<{ responses: (Answer | Failed)[] }>({
    what,
    reads: true,
    method: "POST",
    path: "/_msearch",
    query: { filter_path: `${SHOWN},status,error`.replaceAll(/(^|,)/g, "$1responses.") },
    lines: lines.join(""),
    signal,
  }).catch((error) => {
    if (!(error instanceof AnswerTooLongError)) throw toQuestionError(error, what);
    const problem = "there are too many different values, or too long ones; narrow the query";
    throw new RangeError(`Cannot ${what}: ${problem}`, { cause: error });
  });
  return responses.map((answer) => {
    if (!("error" in answer)) return answer;
    const context = { what, settings: client.settings };
    throw toQuestionError(toAnswerError(answer.status, answer.error, context), what);
  });
}

interface Failed {
  readonly status: number;
  readonly error: ElasticReason;
}

/** What the server could answer if less were asked. */
function toQuestionError(error: unknown, what: string): unknown {
  if (!(error instanceof Error)) return error;
  const reason = error instanceof ElasticAnswerError ? error.reason : {};
  const text = `${error.message} ${reason.reason} ${toCause(reason).type} ${
    toCause(reason).reason
  }`;
  for (const [sign, problem] of TOO_MUCH) {
    if (sign.test(text)) return new RangeError(`Cannot ${what}: ${problem}`, { cause: error });
  }
  return error;
}

/** Told by the server's words, as it has no types for some. */
const TOO_MUCH: readonly (readonly [sign: RegExp, problem: string])[] = [
  [
    /maxClauseCount|too_many_(nested_)?clauses/i,
    "a word with wildcards beside others stands for too many words; write more of it, or leave the wildcard out",
  ],
  [
    /too_complex_to_determinize|determiniz/i,
    "a pattern has too many wildcards; write one with fewer",
  ],
  [
    /nested depth/,
    "parentheses and NOTs stand too deep in each other; write the query flatter",
  ],
  [
    /too_many_buckets|max_buckets/,
    "there are too many different values; narrow the query, or choose a longer interval",
  ],
];

/** An alias that nothing has yet is an empty store. */
const WHOLE = { ignore_unavailable: true };

/** Of an answer. `hits.hits` where there are some. */
const SHOWN = "hits.total,hits.hits._source,aggregations";
