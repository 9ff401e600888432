import { ConflictError } from "../../../core/errors.ts";
import { isShortId, makeShortId, type Random } from "../../../core/short_id.ts";
import {
  LIST_MAX,
  type StateDocument,
  type StateStore,
  type StateValue,
} from "../../../ports/state_store.ts";
import { toNameId } from "../../../runtime/name_id.ts";
import { refusal } from "../problem.ts";
import { changedMeanwhile } from "./etag.ts";

/** What users make and change by the API, kept as documents of the state store under ids of their own. */
export interface DocumentKind<T extends StateValue> {
  /** What the keys of its documents begin with, e.g. `search/`. */
  readonly prefix: string;
  /** For sentences, e.g. `saved search`. */
  readonly name: string;
  /** There are at most so many; not over {@linkcode LIST_MAX}. */
  readonly countMax: number;
  /** What helps where there are so many. */
  readonly whenFull: string;
  /** What a document has; null where it is none of this kind, as another version may have written it. */
  readonly read: (value: StateValue) => T | null;
}

/** One of them. */
export interface Kept<T> {
  /** 10 letters and digits. */
  readonly id: string;
  /** Grows with every change. */
  readonly revision: number;
  /** What is kept. */
  readonly value: T;
}

/** Some of a list, in order of id. */
export interface KeptPage<T> {
  /** At most as many as asked for; fewer, though more follow, where some are of no use. */
  readonly items: Kept<T>[];
  /** Where the next page begins; null = there is none. */
  readonly nextCursor: string | null;
}

/** Finds one; refuses with 404. */
export async function readKept<T extends StateValue>(
  state: StateStore,
  kind: DocumentKind<T>,
  id: string,
): Promise<Kept<T>> {
  const found = isShortId(id) ? toKept(kind, await state.read(kind.prefix + id)) : null;
  if (found !== null) return found;
  throw notFound(kind.name, id);
}

/** Lists them, from after `cursor` on. */
export async function listKept<T extends StateValue>(
  state: StateStore,
  kind: DocumentKind<T>,
  { limit, cursor }: { readonly limit: number; readonly cursor: string | null },
): Promise<KeptPage<T>> {
  const after = cursor === null ? null : kind.prefix + cursor;
  const found = await state.list({ prefix: kind.prefix, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const items = page.flatMap((document) => toKept(kind, document) ?? []);
  const nextCursor = found.length > limit ? page.at(-1)!.key.slice(kind.prefix.length) : null;
  return { items, nextCursor };
}

/** The id after which a list goes on; null = from the first. Refuses (400) what is none. */
export function readCursor(cursor: string | undefined): string | null {
  if (cursor === undefined || isShortId(cursor)) return cursor ?? null;
  const detail = 'Cannot go on: "cursor" is not the next_cursor of a page before';
  throw refusal({ status: 400, detail });
}

/**
 * Keeps a new one; refuses with 409 where there are as many as there may be, or one of this name (null = it has
 * none).
 */
export async function addKept<T extends StateValue>(
  { state, random }: { readonly state: StateStore; readonly random: Random },
  kind: DocumentKind<T>,
  { name, value }: { readonly name: string | null; readonly value: T },
): Promise<Kept<T>> {
  const { length } = await state.list({ prefix: kind.prefix, after: null, limit: LIST_MAX });
  if (length >= kind.countMax) {
    const detail = `Cannot keep another ${kind.name}: there are ${length}; ${kind.whenFull}`;
    throw refusal({ status: 409, detail });
  }
  const id = name === null ? makeShortId(random) : await toNameId(name);
  try {
    return { id, value, revision: await state.write(kind.prefix + id, value, null) };
  } catch (error) {
    if (name === null || !(error instanceof ConflictError)) throw error;
    const shown = JSON.stringify(name);
    const hint = `choose another name, or change that one (${id})`;
    const detail = `Cannot keep another ${kind.name} ${shown}: there is one of this name; ${hint}`;
    throw refusal({ status: 409, detail });
  }
}

/** Puts `value` in the place of what was read; refuses with 412 where it was changed meanwhile. */
export async function replaceKept<T extends StateValue>(
  state: StateStore,
  kind: DocumentKind<T>,
  { id, revision, value }: Kept<T>,
): Promise<Kept<T>> {
  const written = orChangedMeanwhile(state.write(kind.prefix + id, value, revision));
  return { id, value, revision: await written };
}

/** Removes what was read; refuses with 412 where it was changed meanwhile. */
export async function removeKept<T extends StateValue>(
  state: StateStore,
  kind: DocumentKind<T>,
  { id, revision }: Kept<T>,
): Promise<void> {
  await orChangedMeanwhile(state.remove(kind.prefix + id, revision));
}

/** The work's result; refuses with 412 where somebody else was faster. */
export async function orChangedMeanwhile<R>(work: Promise<R>): Promise<R> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof ConflictError) throw changedMeanwhile();
    throw error;
  }
}

/** What is told where there is none with this id. */
export function notFound(name: string, id: string): Error {
  const shown = JSON.stringify(id.slice(0, 100));
  return refusal({ status: 404, detail: `Cannot find ${name} ${shown}: there is none` });
}

function toKept<T extends StateValue>(
  { prefix, read }: DocumentKind<T>,
  document: StateDocument | null,
): Kept<T> | null {
  const value = document === null ? null : read(document.value);
  if (document === null || value === null) return null;
  return { id: document.key.slice(prefix.length), revision: document.revision, value };
}
