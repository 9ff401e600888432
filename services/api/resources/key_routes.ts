import { createRoute, z } from "@hono/zod-openapi";
import { NAME_LENGTH_MAX, RATE_MAX, SCOPES } from "../../../core/api_key.ts";
import { TIME } from "../filter.ts";
import { DURATION } from "../interval.ts";
import { needs } from "../access/scope.ts";
import { bodyText, lineOfText } from "./body_schemas.ts";
import {
  createdAnswers,
  foundAnswers,
  ID,
  IF_MATCH,
  IF_NONE_MATCH,
  listAnswers,
  NO_PARAMS,
  PAGE_PARAMS,
  removedAnswers,
} from "./declare.ts";
import { jsonBody } from "./read_json.ts";

const RATE = `is not a whole number from 0 to ${RATE_MAX}`;

/** The body that asks for a new key. */
export const KEY_INPUT = z.strictObject({
  name: lineOfText(NAME_LENGTH_MAX).openapi({
    description: "What it is called",
    example: "Checkout of shop-1",
  }),
  scopes: z.array(z.enum(SCOPES, `is not one of ${SCOPES.join(", ")}`), "is no list of scopes")
    .min(1, "is empty").max(SCOPES.length, "has some scope twice")
    .openapi({ description: "What it may be used for; `admin` has the others in it" }),
  ttl: bodyText(64)
    .regex(new RegExp(DURATION.pattern), "is no length of time; write 12h, 90d or 52w")
    .nullable().default(null)
    .openapi({ description: "For how long; null = for ever", example: "90d", ...DURATION }),
  expires_at: bodyText(64).nullable().default(null).openapi({
    description: "In place of `ttl`: until when, a time to come",
    example: "2030-01-01T00:00:00Z",
    ...TIME,
  }),
  rate_max: z.int(RATE).min(0, RATE).max(RATE_MAX, RATE).nullable().default(null)
    .openapi({ description: "Requests a minute; 0 = any number, null = as configured" }),
}).openapi({ description: "What is wanted of a new key" });

const KEY_FIELDS = {
  id: z.string().openapi({ description: "10 letters and digits", example: "4fT0pQx2Zk" }),
  revision: z.int().openapi({ description: 'As in the ETag: `"7"` for 7' }),
  prefix: z.string().openapi({ description: "What of the key may be seen: `lf_<id>`" }),
  name: z.string().openapi({ description: "What it is called" }),
  scopes: z.array(z.enum(SCOPES)).openapi({ description: "What it may be used for" }),
  created_at: z.string().openapi({ format: "date-time", description: "When it was made" }),
  created_by: z.string().openapi({ description: "Prefix of a key, or `cli`, `loopback`" }),
  expires_at: z.string().nullable().openapi({
    format: "date-time",
    description: "From when on it is of no use; null = never",
  }),
  last_used_at: z.string().nullable().openapi({
    format: "date-time",
    description: "To the minute; null = it never was",
  }),
  rate_max: z.int().nullable()
    .openapi({ description: "Requests a minute; 0 = any number, null = as configured" }),
};

const SHOWN = z.object(KEY_FIELDS).openapi("ApiKey", {
  description: "An API key, without its text",
});

const CREATED = z.object({
  ...KEY_FIELDS,
  key: z.string().openapi({ description: "The key itself: this answer alone has it" }),
}).openapi("NewApiKey", { description: "An API key that was just made, with its text" });

const ALL = { tags: ["keys"], path: "/api/v1/keys", ...needs("admin") };

const SINGLE = { tags: ["keys"], path: "/api/v1/keys/{id}", ...needs("admin") };

/** The routes of API keys. All need the scope `admin`. */
export const KEY_ROUTES = {
  list: createRoute({
    ...{ ...ALL, method: "get", operationId: "listKeys" },
    summary: "The API keys, in order of their ids",
    request: { query: PAGE_PARAMS },
    responses: listAnswers("A page of them", SHOWN),
  }),
  get: createRoute({
    ...{ ...SINGLE, method: "get", operationId: "getKey" },
    summary: "One API key; that it was used since is no change of it",
    request: { params: ID, query: NO_PARAMS, headers: IF_NONE_MATCH },
    responses: foundAnswers("It, without its secret", SHOWN),
  }),
  create: createRoute({
    ...{ ...ALL, method: "post", operationId: "createKey" },
    summary: "Make an API key",
    request: { query: NO_PARAMS, body: jsonBody("ApiKeyInput") },
    responses: createdAnswers("It, with its text, which is shown this once", CREATED, {
      get: "getKey",
      changes: ["revokeKey"],
    }),
  }),
  revoke: createRoute({
    ...{ ...SINGLE, method: "delete", operationId: "revokeKey" },
    summary: "Revoke an API key: within seconds it is of no use any more",
    request: { params: ID, query: NO_PARAMS, headers: IF_MATCH },
    responses: removedAnswers("It is gone"),
  }),
};
