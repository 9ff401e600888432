import { type Operations, ROUTES } from "./schema.ts";
import type { CallOptions } from "./options.ts";

/** The id of an operation of the API. */
export type Operation = keyof Operations;

type Parameters<O extends Operation> = Operations[O] extends { readonly parameters: infer P } ? P
  : unknown;

/** Values may be left out, also by `undefined`. */
type Given<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The query string that an operation takes. */
export type QueryOf<O extends Operation> = Parameters<O> extends { readonly query?: infer Q }
  ? Given<Q>
  : Record<never, never>;

/** What stands in its path. */
export type PathOf<O extends Operation> = Parameters<O> extends { readonly path: infer P } ? P
  : Record<never, never>;

type Responses<O extends Operation> = Operations[O]["responses"];

/** The JSON that it answers. */
export type AnswerOf<O extends Operation> = Responses<O>[keyof Responses<O>] extends infer R
  ? R extends { content: { readonly "application/json": infer A } } ? A : never
  : never;

/** One call of an operation. */
export interface Call<O extends Operation> extends CallOptions {
  /** Values of the query string. */
  readonly query?: QueryOf<O>;
  /** Values of the path. */
  readonly path?: PathOf<O>;
  /** Sent along. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: Uint8Array<ArrayBuffer> | string | undefined;
  /** In place of the client's. */
  readonly timeoutMs?: number;
  /** Whether it does no harm to ask again where it is not known what became of it. */
  readonly isRepeatable?: boolean;
  /** Whether an answer that is no success is one all the same, to be read as others are. */
  readonly isAnswer?: (response: Response) => boolean;
}

/** Where a call goes. */
export interface Address {
  /** Of the request. */
  readonly method: string;
  /** With its query string. */
  readonly url: URL;
  /** As it is told in messages: `GET "http://127.0.0.1:8000/api/v1/logs"`. */
  readonly asked: string;
}

/** Finds out where a call goes, below `base`. */
export function toAddress<O extends Operation>(
  operation: O,
  { path = {} as PathOf<O>, query = {} as QueryOf<O> }: Call<O>,
  base: URL,
): Address {
  const [method, pattern] = ROUTES[operation];
  const values = path as Readonly<Record<string, string>>;
  const filled = pattern.replace(/\{(\w+)\}/g, (_, name) => toSegment(values[name]!));
  const url = new URL(`.${filled}`, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return { method, url, asked: `${method} "${url.origin}${url.pathname}"` };
}

/** Names of folders would lead to another operation, however they are written. */
function toSegment(id: string): string {
  if (!/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
  throw new RangeError(`Cannot use "${id}" as an id: it is none; give one as the API gave it`);
}
