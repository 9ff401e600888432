import { type RouteConfig, z } from "@hono/zod-openapi";
import { problemAnswers } from "../answers.ts";
import { text, wholeNumber } from "../params.ts";

/** Things a page of a list has at most. */
export const PAGE_MAX = 200;

/** No query parameters. */
export const NO_PARAMS = z.strictObject({});

/** The query parameters of a list. */
export const PAGE_PARAMS = z.strictObject({
  limit: wholeNumber({ min: 1, max: PAGE_MAX, default: 100 }),
  cursor: text(64, "`next_cursor` of the page before", { pattern: "^[0-9A-Za-z]{10}$" }),
});

/** The parameter of a path that ends in an id. */
export const ID = z.object({ id: z.string().openapi({ example: "4fT0pQx2Zk" }) });

/** The header of a change. It is looked at by hand: that it is missing is answered 428. */
export const IF_MATCH = z.object({
  "if-match": z.string().optional().openapi({
    description: "The ETag of what was read before, or `*`",
    param: { required: true },
  }),
});

/** The header of reading one thing again. */
export const IF_NONE_MATCH = z.object({
  "if-none-match": z.string().optional().openapi({
    description: "The ETag of what was read before: answered 304 while it is the same",
  }),
});

/** The answers of a route by status. Their bodies are no part of the type, so that handlers are free. */
export type Responses = RouteConfig["responses"];

/** The answers of a route that lists things. */
export function listAnswers(description: string, item: z.ZodType): Responses {
  const schema = z.object({
    items: z.array(item),
    next_cursor: z.string().nullable().openapi({ description: "null after the last page" }),
  });
  return { 200: told(description, schema), ...problems([]) };
}

/** The answers of a route that gives one thing. */
export function foundAnswers(description: string, schema: z.ZodType): Responses {
  const found = { ...told(description, schema), headers: ETAG };
  return { 200: found, 304: { description: "It is as it was", headers: ETAG }, ...problems([404]) };
}

/** The operations on what a route makes. */
export interface MadeOperations {
  /** Gives it. */
  readonly get: string;
  /** Ask for If-Match. */
  readonly changes: readonly string[];
}

/** The answers of a route that makes one. */
export function createdAnswers(
  description: string,
  schema: z.ZodType,
  { get, changes }: MadeOperations,
): Responses {
  const id = "$response.body#/id";
  const match = { "if-match": "$response.header.etag" };
  const links = [
    toLink(get, { id }),
    ...changes.map((operationId) => toLink(operationId, { id, ...match })),
  ];
  const headers = { ...ETAG, ...LOCATION };
  const created = { ...told(description, schema), headers, links: Object.fromEntries(links) };
  return { 201: created, ...problems([408, 409, 413, 415]) };
}

function toLink(operationId: string, parameters: Record<string, string>) {
  return [operationId, { operationId, description: "What was made", parameters }] as const;
}

/** The answers of a route that replaces one. */
export function replacedAnswers(description: string, schema: z.ZodType): Responses {
  const replaced = { ...told(description, schema), headers: ETAG };
  return { 200: replaced, ...problems([404, 408, 409, 412, 413, 415, 428]) };
}

/** The answers of a route that removes one. */
export function removedAnswers(description: string): Responses {
  return { 204: { description }, ...problems([404, 412, 428]) };
}

function told(description: string, schema: z.ZodType) {
  return { description, content: { "application/json": { schema } } };
}

/** Beside those of every route. */
function problems(statuses: readonly number[]): Responses {
  return problemAnswers([...statuses, 400, 401, 429, 503]);
}

const TEXT = { type: "string" as const };

const ETAG = {
  ETag: { description: "Its revision, for If-Match and If-None-Match", schema: TEXT },
};

const LOCATION = {
  Location: { description: "Its path", schema: TEXT },
};
