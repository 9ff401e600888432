import type { AnswerOf, Call, Operation } from "./call.ts";
import type { CallOptions } from "./options.ts";
import type {
  ApiKey,
  ApiKeyInput,
  NewApiKey,
  Rule,
  RuleInput,
  SavedSearch,
  SavedSearchInput,
  Silence,
  SilenceInput,
} from "./schema.ts";
import { isProblem } from "./to_api_error.ts";
import type { Answer, Transport } from "./transport.ts";

/** A state of a thing, as it was read: a change of another state is refused (ApiError, status 412). */
export interface Version {
  /** Which thing. */
  readonly id: string;
  /** Which state of it; `*` = whatever it is. */
  readonly revision: number | "*";
}

/** Things of one kind that are made, changed and removed. */
export interface Collection<T, Input> {
  /** All of them, in order of their ids. */
  list(options?: CallOptions): AsyncIterable<T>;
  /** One; null where there is none. */
  get(id: string, options?: CallOptions): Promise<T | null>;
  /** Keeps a new one. */
  create(given: Input, options?: CallOptions): Promise<T>;
  /** Puts another in its place; null where it is gone. */
  replace(version: Version, given: Input, options?: CallOptions): Promise<T | null>;
  /** Removes one; false where it was gone before. */
  remove(version: Version, options?: CallOptions): Promise<boolean>;
}

/** Searches that are kept under a name. */
export type SavedSearches = Collection<SavedSearch, SavedSearchInput>;

/** Alert rules beside those of files. No two have the same name (ApiError, status 409), and none gets another one. */
export type Rules = Collection<Rule, RuleInput>;

/** What keeps alerts from being told for a while. */
export type Silences = Collection<Silence, SilenceInput>;

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
  return openCollection(transport, {
    list: "listSavedSearches",
    get: "getSavedSearch",
    create: "createSavedSearch",
    replace: "replaceSavedSearch",
    remove: "deleteSavedSearch",
  });
}

/** The alert rules of an API. */
export function openRules(transport: Transport): Rules {
  return openCollection(transport, {
    list: "listRules",
    get: "getRule",
    create: "createRule",
    replace: "replaceRule",
    remove: "deleteRule",
  });
}

/** The silences of an API. */
export function openSilences(transport: Transport): Silences {
  return openCollection(transport, {
    list: "listSilences",
    get: "getSilence",
    create: "createSilence",
    replace: "replaceSilence",
    remove: "deleteSilence",
  });
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

type Kind = "SavedSearch" | "Rule" | "Silence";

/** The operations of a collection, of which the answers are its things. */
interface CollectionOperations {
  readonly list: "listSavedSearches" | "listRules" | "listSilences";
  readonly get: `get${Kind}`;
  readonly create: `create${Kind}`;
  readonly replace: `replace${Kind}`;
  readonly remove: `delete${Kind}`;
}

function openCollection<T, Input extends object>(
  transport: Transport,
  names: CollectionOperations,
): Collection<T, Input> {
  return {
    list: (options) =>
      list((call) =>
        transport.ask(names.list, { ...call, ...options }) as Promise<Answer<unknown>> as Promise<
          Answer<List<T>>
        >
      ),
    get: async (id, options) =>
      await find(transport, names.get, { path: { id }, ...options }) as T | null,
    async create(given, options) {
      return (await transport.ask(names.create, { ...toBody(given), ...options })).value as T;
    },
    async replace({ id, revision }, given, options) {
      const { body, headers } = toBody(given);
      const call = { path: { id }, body, headers: { ...headers, ...toMatch(revision) } };
      return await find(transport, names.replace, { ...call, ...options }) as T | null;
    },
    remove: (version, options) => remove(transport, names.remove, { version, options }),
  };
}

interface List<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/** All things of all pages. */
export async function* list<T>(
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
  operation: CollectionOperations["remove"] | "revokeKey",
  { version: { id, revision }, options }: {
    readonly version: Version;
    readonly options: CallOptions | undefined;
  },
): Promise<boolean> {
  const call = { path: { id }, headers: toMatch(revision), isAnswer: isAbsent, ...options };
  return (await transport.ask(operation, call)).status !== 404;
}

/** Told by LogFlow itself, not by something else at that address. */
export function isAbsent(response: Response): boolean {
  return response.status === 404 && isProblem(response);
}

/** What is sent with a value as JSON. */
export function toBody(value: object) {
  return { body: JSON.stringify(value), headers: { "content-type": "application/json" } };
}

function toMatch(revision: number | "*") {
  return { "if-match": revision === "*" ? "*" : `"${revision}"` };
}

/** The fewest requests. */
const PAGE_MAX = 200;
