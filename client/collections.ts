import type { AnswerOf, Call, Operation } from "./call.ts";
import type { CallOptions } from "./options.ts";
import type { ApiKey, ApiKeyInput, NewApiKey, SavedSearch, SavedSearchInput } from "./schema.ts";
import { isProblem } from "./to_api_error.ts";
import type { Answer, Transport } from "./transport.ts";

/** A state of a thing, as it was read: a change of another state is refused (ApiError, status 412). */
export interface Version {
  /** Which thing. */
  readonly id: string;
  /** Which state of it; `*` = whatever it is. */
  readonly revision: number | "*";
}

/** Searches that are kept under a name. */
export interface SavedSearches {
  /** All of them, in order of their ids. */
  list(options?: CallOptions): AsyncIterable<SavedSearch>;
  /** One; null where there is none. */
  get(id: string, options?: CallOptions): Promise<SavedSearch | null>;
  /** Keeps a new one. */
  create(search: SavedSearchInput, options?: CallOptions): Promise<SavedSearch>;
  /** Puts another in its place; null where it is gone. */
  replace(
    version: Version,
    search: SavedSearchInput,
    options?: CallOptions,
  ): Promise<SavedSearch | null>;
  /** Removes one; false where it was gone before. */
  remove(version: Version, options?: CallOptions): Promise<boolean>;
}

/** API keys. */
export interface ApiKeys {
  /** All of them, in order of their ids. */
  list(options?: CallOptions): AsyncIterable<ApiKey>;
  /** One; null where there is none. */
  get(id: string, options?: CallOptions): Promise<ApiKey | null>;
  /** Makes one. Its text, `key`, is given this once. */
  create(key: ApiKeyInput, options?: CallOptions): Promise<NewApiKey>;
  /** Makes one of no use; false where it was gone before. */
  revoke(version: Version, options?: CallOptions): Promise<boolean>;
}

/** The saved searches of an API. */
export function openSearches(transport: Transport): SavedSearches {
  return {
    list: (options) => list((call) => transport.ask("listSavedSearches", { ...call, ...options })),
    get: (id, options) => find(transport, "getSavedSearch", { path: { id }, ...options }),
    async create(search, options) {
      return (await transport.ask("createSavedSearch", { ...toBody(search), ...options })).value;
    },
    replace({ id, revision }, search, options) {
      const { body, headers } = toBody(search);
      return find(transport, "replaceSavedSearch", {
        ...{ path: { id }, body, headers: { ...headers, ...toMatch(revision) }, ...options },
      });
    },
    remove: (version, options) => remove(transport, "deleteSavedSearch", { version, options }),
  };
}

/** The keys of an API. */
export function openKeys(transport: Transport): ApiKeys {
  return {
    list: (options) => list((call) => transport.ask("listKeys", { ...call, ...options })),
    get: (id, options) => find(transport, "getKey", { path: { id }, ...options }),
    async create(key, options) {
      return (await transport.ask("createKey", { ...toBody(key), ...options })).value;
    },
    revoke: (version, options) => remove(transport, "revokeKey", { version, options }),
  };
}

interface List<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

async function* list<T>(
  readPage: (
    call: { query: { cursor: string | undefined; limit: number }; isRepeatable: true },
  ) => Promise<Answer<List<T>>>,
): AsyncGenerator<T> {
  let cursor: string | undefined;
  for (;;) {
    const { value } = await readPage({ query: { cursor, limit: PAGE_MAX }, isRepeatable: true });
    yield* value.items;
    if (value.next_cursor === null) return;
    cursor = value.next_cursor;
  }
}

/** What is answered; null where there is no such thing. */
export async function find<O extends Operation>(
  transport: Transport,
  operation: O,
  call: Call<O>,
): Promise<AnswerOf<O> | null> {
  const { status, value } = await transport.ask(operation, { ...call, isAnswer: isAbsent });
  return status === 404 ? null : value;
}

async function remove(
  transport: Transport,
  operation: "deleteSavedSearch" | "revokeKey",
  { version: { id, revision }, options }: {
    readonly version: Version;
    readonly options: CallOptions | undefined;
  },
): Promise<boolean> {
  const call = { path: { id }, headers: toMatch(revision), isAnswer: isAbsent, ...options };
  return (await transport.ask(operation, call)).status !== 404;
}

/** Told by LogFlow itself, not by something else at that address. */
function isAbsent(response: Response): boolean {
  return response.status === 404 && isProblem(response);
}

function toBody(value: object) {
  return { body: JSON.stringify(value), headers: { "content-type": "application/json" } };
}

function toMatch(revision: number | "*") {
  return { "if-match": revision === "*" ? "*" : `"${revision}"` };
}

/** The fewest requests. */
const PAGE_MAX = 200;
