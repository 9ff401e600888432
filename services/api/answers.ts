import type { Context, TypedResponse } from "@hono/hono";
import type { JSONParsed } from "@hono/hono/utils/types";
import { z } from "@hono/zod-openapi";

/** The answer that a handler returns; the problems of a route are thrown. */
export type Answers<S extends z.ZodType> = {
  200: { description: string; content: { "application/json": { schema: S } } };
};

/** The answers of a route for its OpenAPI entry: 200 as JSON, and the problems it may tell. */
export function answers<S extends z.ZodType>(
  description: string,
  schema: S,
  problems: readonly number[],
): Answers<S> {
  const ok = { description, content: { "application/json": { schema } } };
  return { 200: ok, ...problemAnswers([...problems, 401, 429, 503]) };
}

/** The same for a route that may answer with what it counted before. */
export function countedAnswers<S extends z.ZodType>(
  description: string,
  schema: S,
  problems: readonly number[],
): Answers<S> {
  const { 200: ok, ...rest } = answers(description, schema, problems);
  return { ...rest, 200: { ...ok, headers: AGE } } as Answers<S>;
}

const AGE: Record<string, object> = {
  Age: {
    description: "Seconds since it was counted; missing where that was now",
    schema: { type: "integer", minimum: 0 },
  },
};

/** What a route that answers with a stream says of it. */
export interface StreamAnswer {
  /** Of the stream. */
  readonly description: string;
  /** Its media types, and what each is. */
  readonly types: Readonly<Record<string, string>>;
  /** Headers beside the usual ones, and what each is. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What may be told before it begins. */
  readonly problems: readonly number[];
}

/** The answers of such a route. */
export function streamAnswers({ description, types, headers = {}, problems }: StreamAnswer) {
  const texts = Object.entries(types).map(([type, description]) => {
    return [type, { schema: { type: "string" as const, description } }] as const;
  });
  return {
    200: {
      description,
      content: Object.fromEntries(texts),
      headers: Object.fromEntries(Object.entries(headers).map(toHeader)),
    },
    ...problemAnswers([...problems, 401, 429, 503]),
  };
}

function toHeader([name, description]: readonly [string, string]) {
  return [name, { description, schema: { type: "string" as const } }] as const;
}

/** The same for a route for which nobody is asked for a key. */
export function openAnswers<S extends z.ZodType>(description: string, schema: S): Answers<S> {
  return {
    200: { description, content: { "application/json": { schema } } },
    ...problemAnswers([]),
  };
}

/** The problems that a route may tell, for its OpenAPI entry; with those that every route may. */
export function problemAnswers(problems: readonly number[]): Record<number, Told> {
  const statuses = [...new Set([...problems, 403, 500])].sort();
  return Object.fromEntries(statuses.map((status) => {
    const headers = HEADERS[status];
    const told = { description: MEANINGS[status]!, content: PROBLEM };
    return [status, headers === undefined ? told : { ...told, headers }];
  }));
}

interface Told {
  readonly description: string;
  readonly content: typeof PROBLEM;
  readonly headers?: Headers;
}

type Headers = Record<string, {
  readonly description: string;
  readonly required: true;
  readonly schema: { readonly type: "string" | "integer"; readonly minimum?: number };
}>;

/** Answers with a value as JSON, and tells its length, by which {@linkcode boundAnswers} knows it. */
export function answer<T>(
  c: Context,
  value: T,
): Response & TypedResponse<JSONParsed<T>, 200, "json"> {
  return answerWith(c, value, { status: 200, headers: {} });
}

/** The same with another status, or more headers. */
export function answerWith<T, const S extends 200 | 201>(
  c: Context,
  value: T,
  { status, headers }: { readonly status: S; readonly headers: Readonly<Record<string, string>> },
): Response & TypedResponse<JSONParsed<T>, S, "json"> {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  const own = { "content-type": "application/json", "content-length": String(bytes.length) };
  const answered = c.body(bytes, status, { ...headers, ...own });
  return answered as unknown as ReturnType<typeof answerWith<T, S>>;
}

const PROBLEM = {
  "application/problem+json": {
    schema: z.object({
      type: z.literal("about:blank").openapi({ description: "The status says it all" }),
      title: z.string().openapi({ description: "Of the status" }),
      status: z.int().openapi({ description: "HTTP status" }),
      detail: z.string().openapi({ description: "What could not be done, why, how to mend it" }),
      column: z.int().optional().openapi({ description: "Of a query error: where, from 1" }),
      hint: z.string().optional().openapi({ description: "Of a query error: how to mend it" }),
    }).openapi("Problem", { description: "Why a request failed (RFC 9457)" }),
  },
};

const RETRY_AFTER: Headers = {
  "Retry-After": {
    description: "Seconds to wait before the same is sent again",
    required: true,
    schema: { type: "integer", minimum: 1 },
  },
};

const CHALLENGE: Headers = {
  "WWW-Authenticate": {
    description: "`Bearer`, and what is wrong",
    required: true,
    schema: { type: "string" },
  },
};

const HEADERS: Readonly<Record<number, Headers>> = {
  401: CHALLENGE,
  429: RETRY_AFTER,
  503: RETRY_AFTER,
};

const MEANINGS: Readonly<Record<number, string>> = {
  400: "A parameter or the body cannot be meant; `detail` says which and why",
  401: "A key is needed, or the one that was sent is none, was revoked or has expired",
  403: "The key lacks the scope that is needed, or the Host or Origin header is another site's",
  404: "There is no such thing",
  408: "The body did not arrive in time",
  409: "There are as many as there may be; remove one first",
  412: "It was changed meanwhile: its ETag is not one of If-Match",
  413: "The body is too large or has too many events",
  415: "The body's type or encoding is not known",
  422: "The Idempotency-Key came with another body before",
  428: "If-Match is missing: it says which state is to be changed",
  429:
    "Too many requests of this caller, the bus is full, or many bodies are being read; try again after Retry-After seconds",
  500: "A fault of the service, told in its log",
  503:
    "Not available now, or the request took too long, or many large answers are being sent; try again after Retry-After seconds",
};
