import type { Context } from "@hono/hono";
import { type OpenAPIHono, z } from "@hono/zod-openapi";
import type { StateValue } from "../../../ports/state_store.ts";
import { callerOf } from "../access/caller.ts";
import { answer, answerWith } from "../answers.ts";
import { toNameId } from "../../../runtime/name_id.ts";
import { type ApiParts, runRequest } from "../parts.ts";
import { refusal } from "../problem.ts";
import { type CollectionNames, toCollectionRoutes } from "./collection_routes.ts";
import {
  addKept,
  type DocumentKind,
  type Kept,
  listKept,
  readCursor,
  readKept,
  removeKept,
  replaceKept,
} from "./documents.ts";
import { isKnown, refuseOther, toETag } from "./etag.ts";
import { readJson } from "./read_json.ts";

/** Things of one kind that users make, change and remove. */
export interface Collection<I extends z.ZodObject> extends CollectionNames {
  /** What the keys of their documents begin with, e.g. `search/`. */
  readonly prefix: string;
  /** There are at most so many. */
  readonly countMax: number;
  /** What helps where there are so many. */
  readonly whenFull: string;
  /** What users give; all of it can be kept as JSON. */
  readonly input: I;
  /** The name by which one is known, so that no two have the same and none another one later; null = they have none. */
  readonly nameOf: ((given: z.output<I>) => string) | null;
  /** What is kept of what was given. Refuses what the schema cannot tell. */
  readonly settle: (
    given: z.output<I>,
    facts: GivenFacts,
  ) => z.output<I> | Promise<z.output<I>>;
}

/** What is known beside what is given. */
export interface GivenFacts {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Who gives it: visible prefix of a key, or `loopback`. */
  readonly caller: string;
}

/** Adds the routes of a collection: list, get, create, replace, remove. Replacing and removing ask for If-Match. */
export function addCollection<I extends z.ZodObject>(
  app: OpenAPIHono,
  parts: ApiParts,
  collection: Collection<I>,
): void {
  const { ports } = parts;
  const { kind, shown } = toKind(collection);
  const routes = toCollectionRoutes(collection, shown);
  const description = `What is given of a ${collection.names[0]}`;
  const { input } = collection;
  app.openAPIRegistry.register(`${collection.types[0]}Input`, input.meta({ description }));
  const readOne = (c: Context) => readKept(ports.state, kind, c.req.param("id")!);
  const readMatched = async (c: Context) => {
    const found = await readOne(c);
    refuseOther(c.req.raw.headers, found.revision);
    return found;
  };

  app.openapi(routes.list, (c) => {
    const { limit, cursor } = c.req.valid("query");
    return runRequest(parts, c.req.raw, async () => {
      const asked = { limit, cursor: readCursor(cursor) };
      const { items, nextCursor } = await listKept(ports.state, kind, asked);
      return answer(c, { items: items.map(toShown), next_cursor: nextCursor });
    });
  });
  app.openapi(routes.get, (c) =>
    runRequest(parts, c.req.raw, async () => {
      const found = await readOne(c);
      return answerFound(c, found.revision, toShown(found));
    }));
  app.openapi(routes.create, (c) =>
    runRequest(parts, c.req.raw, async (signal) => {
      const { given, name } = await readGiven(c, { parts, collection, signal });
      const value = { ...given, created_at: given.updated_at!, created_by: given.updated_by! };
      const made = await addKept(ports, kind, { name, value });
      const headers = { etag: toETag(made.revision), location: `${c.req.path}/${made.id}` };
      return answerWith(c, toShown(made), { status: 201, headers });
    }));
  app.openapi(routes.replace, (c) =>
    runRequest(parts, c.req.raw, async (signal) => {
      const found = await readMatched(c);
      const { given, name } = await readGiven(c, { parts, collection, signal });
      if (name !== null && found.id !== await toNameId(name)) throw renamed(kind.name);
      const { created_at, created_by } = found.value;
      const value = { ...given, created_at: created_at!, created_by: created_by! };
      const kept = await replaceKept(ports.state, kind, { ...found, value });
      const headers = { etag: toETag(kept.revision) };
      return answerWith(c, toShown(kept), { status: 200, headers });
    }));
  app.openapi(routes.remove, (c) =>
    runRequest(parts, c.req.raw, async () => {
      await removeKept(ports.state, kind, await readMatched(c));
      return c.body(null, 204);
    }));
}

/** How its documents are kept, and what is shown of each. */
function toKind<I extends z.ZodObject>({ input, types: [type], ...rest }: Collection<I>) {
  const { prefix, countMax, whenFull, names: [name] } = rest;
  const kept = z.object({ ...input.shape, ...STAMPS });
  const given = Object.entries(input.shape).map(([name, field]) => {
    return [name, field instanceof z.ZodDefault ? field.unwrap() as z.ZodType : field];
  });
  const shown = z.object({ ...IDENTITY, ...Object.fromEntries(given), ...STAMPS })
    .openapi(type, { description: `A ${name}` });
  const read = (value: StateValue) => kept.safeParse(value).data as Value | undefined ?? null;
  const kind: DocumentKind<Value> = { prefix, countMax, whenFull, name, read };
  return { kind, shown };
}

interface Given<I extends z.ZodObject> {
  readonly parts: ApiParts;
  readonly collection: Collection<I>;
  readonly signal: AbortSignal;
}

/** What a user gives, and when and by whom it was given. */
async function readGiven<I extends z.ZodObject>(
  c: Context,
  { parts, collection: { input, nameOf, settle }, signal }: Given<I>,
): Promise<{ readonly given: Value; readonly name: string | null }> {
  const read = await readJson(parts, { request: c.req.raw, signal }, input);
  const nowMs = parts.ports.now();
  const caller = callerOf(c)!.name;
  const given = await settle(read, { nowMs, caller }) as Value;
  const stamp = { updated_at: new Date(nowMs).toISOString(), updated_by: caller };
  return { given: { ...given, ...stamp }, name: nameOf?.(read) ?? null };
}

/** Its id is made of its name. */
function renamed(kind: string): Error {
  const detail = `Cannot give a ${kind} another name: make one of that name, and remove this one`;
  return refusal({ status: 400, detail });
}

/** Answers with one thing and its ETag; 304 where the client has it as it is. */
export function answerFound(c: Context, revision: number, shown: object): Response {
  const headers = { etag: toETag(revision), "cache-control": "private, no-cache" };
  if (isKnown(c.req.raw.headers, toETag(revision))) return c.body(null, 304, headers);
  return answerWith(c, shown, { status: 200, headers });
}

type Value = { readonly [name: string]: StateValue };

function toShown({ id, revision, value }: Kept<Value>) {
  return { id, revision, ...value };
}

/** What is kept beside what users give: when and by whom. */
const STAMPS = {
  created_at: z.string().openapi({ format: "date-time", description: "When it was made" }),
  created_by: z.string().openapi({ description: "Visible prefix of a key, or `loopback`" }),
  updated_at: z.string().openapi({ format: "date-time", description: "When it was changed last" }),
  updated_by: z.string().openapi({ description: "By whom, as `created_by`" }),
};

/** What is told beside what is kept. */
const IDENTITY = {
  id: z.string().openapi({ description: "10 letters and digits", example: "4fT0pQx2Zk" }),
  revision: z.int().openapi({ description: 'As in the ETag: `"7"` for 7' }),
};
