import { createRoute, type z } from "@hono/zod-openapi";
import { needs } from "../access/scope.ts";
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
  replacedAnswers,
} from "./declare.ts";
import { jsonBody } from "./read_json.ts";

/** How a collection is called. */
export interface CollectionNames {
  /** Last part of its path, e.g. `searches`. */
  readonly path: string;
  /** In sentences, e.g. `saved search` and `saved searches`. */
  readonly names: readonly [one: string, many: string];
  /** In the names of schemas and operations, e.g. `SavedSearch` and `SavedSearches`. */
  readonly types: readonly [one: string, many: string];
}

/** The five routes of a collection. Reading needs the scope `read`, changing `admin`. */
export function toCollectionRoutes(
  { path, names: [one, many], types: [type, types] }: CollectionNames,
  shown: z.ZodType,
) {
  const all = { tags: [path], path: `/api/v1/${path}` };
  const single = { tags: [path], path: `/api/v1/${path}/{id}` };
  const body = jsonBody(`${type}Input`);
  return {
    list: createRoute({
      ...{ ...all, ...needs("read"), method: "get", operationId: `list${types}` },
      summary: `The ${many}, in order of their ids`,
      request: { query: PAGE_PARAMS },
      responses: listAnswers("A page of them", shown),
    }),
    get: createRoute({
      ...{ ...single, ...needs("read"), method: "get", operationId: `get${type}` },
      summary: `One ${one}`,
      request: { params: ID, query: NO_PARAMS, headers: IF_NONE_MATCH },
      responses: foundAnswers("It", shown),
    }),
    create: createRoute({
      ...{ ...all, ...needs("admin"), method: "post", operationId: `create${type}` },
      summary: `Keep a new ${one}`,
      request: { query: NO_PARAMS, body },
      responses: createdAnswers("It, as it is kept", shown, {
        get: `get${type}`,
        changes: [`replace${type}`, `delete${type}`],
      }),
    }),
    replace: createRoute({
      ...{ ...single, ...needs("admin"), method: "put", operationId: `replace${type}` },
      summary: `Put another in the place of a ${one}`,
      request: { params: ID, query: NO_PARAMS, headers: IF_MATCH, body },
      responses: replacedAnswers("It, as it is kept now", shown),
    }),
    remove: createRoute({
      ...{ ...single, ...needs("admin"), method: "delete", operationId: `delete${type}` },
      summary: `Remove a ${one}`,
      request: { params: ID, query: NO_PARAMS, headers: IF_MATCH },
      responses: removedAnswers("It is gone"),
    }),
  };
}
