import {
  type ApiKey,
  isExpired,
  makeKeyText,
  NAME_LENGTH_MAX,
  RATE_MAX,
  type Scope,
  SCOPES,
} from "../core/api_key.ts";
import { isShortId, type Random } from "../core/short_id.ts";
import { parseTime } from "../core/time_range.ts";
import { tellTime } from "../core/tell_time.ts";
import {
  LIST_MAX,
  type StateDocument,
  type StateStore,
  type StateValue,
} from "../ports/state_store.ts";
import { orConflict } from "./or_conflict.ts";
import { sha256 } from "./sha256.ts";

/** A key, and the revision of its document. */
export interface KeptKey {
  /** As it was written. */
  readonly key: ApiKey;
  /** Of `key/<id>`. */
  readonly revision: number;
}

/** What decides a new key. */
export type NewKey = Pick<ApiKey, "name" | "scopes" | "expiresMs" | "rateMax" | "createdBy">;

/** Keys there may be at once: what is listed whole is bounded. */
export const KEYS_MAX: number = LIST_MAX;

/** How often the last use of a key is written at most. */
export const USED_EVERY_MS = 60_000;

/** SHA-256 of a key's text. It has 256 bits of chance, so that neither salt nor slowness is needed. */
export async function hashKey(text: string): Promise<string> {
  return (await sha256(text)).toHex();
}

/** Whether `text` is the text of this key; takes the same time whatever they have in common. */
export async function isTextOf(text: string, { hash }: Pick<ApiKey, "hash">): Promise<boolean> {
  const given = await hashKey(text);
  let difference = given.length ^ hash.length;
  for (let i = 0; i < given.length; i++) difference |= given.charCodeAt(i) ^ hash.charCodeAt(i);
  return difference === 0;
}

/** Finds a key by its id; null where there is none (any more). */
export async function readKey(state: StateStore, id: string): Promise<KeptKey | null> {
  return toKeptKey(await state.read(`${KEYS}${id}`));
}

/** All keys, in order of their ids. */
export async function listKeys(state: StateStore): Promise<KeptKey[]> {
  const found = await state.list({ prefix: KEYS, after: null, limit: LIST_MAX });
  return found.flatMap((document) => toKeptKey(document) ?? []);
}

/** Whether anybody could call with a key now. */
export async function hasUsableKey(state: StateStore, nowMs: number): Promise<boolean> {
  return (await listKeys(state)).some(({ key }) => !isExpired(key, nowMs));
}

/** When a key expires, as people write it: `now+90d`, or a time; null = never. Throws RangeError. */
export function toExpiresMs(text: string | null, nowMs: number): number | null {
  if (text === null) return null;
  const expiresMs = parseTime(text, nowMs);
  if (expiresMs > nowMs && expiresMs < EXPIRES_MS_MAX) return expiresMs;
  throw new RangeError(
    `Cannot let a key expire at "${text}": that is not in the future, or after the year 9999; ` +
      "give a time to come",
  );
}

/** Makes a key and keeps it; null where there are {@linkcode KEYS_MAX}. Its text is nowhere but in what this resolves to. */
export async function createKey(
  state: StateStore,
  wanted: NewKey,
  { now, random }: { readonly now: () => number; readonly random: Random },
): Promise<KeptKey & { readonly text: string } | null> {
  const found = await state.list({ prefix: KEYS, after: null, limit: LIST_MAX });
  if (found.length >= KEYS_MAX) return null;
  const { id, text } = makeKeyText(random);
  const scopes = SCOPES.filter((scope) => wanted.scopes.includes(scope));
  const key = { ...wanted, id, scopes, hash: await hashKey(text), createdMs: now() };
  return { key, text, revision: await state.write(`${KEYS}${id}`, toValue(key), null) };
}

/** Removes a key, and with it what is known of its use. Rejects with ConflictError at another revision. */
export async function removeKey(state: StateStore, { key, revision }: KeptKey): Promise<void> {
  await state.remove(`${KEYS}${key.id}`, revision);
  const used = await state.read(`${USED}${key.id}`);
  if (used !== null) await orConflict(state.remove(used.key, used.revision));
}

/** When keys were used last, by their ids, epoch milliseconds. */
export async function listUsedMs(state: StateStore): Promise<ReadonlyMap<string, number>> {
  const found = await state.list({ prefix: USED, after: null, limit: LIST_MAX });
  return new Map(found.flatMap((document) => {
    const usedMs = toUsedMs(document);
    return usedMs === null ? [] : [[document.key.slice(USED.length), usedMs]];
  }));
}

/** When a key was used last; null = it never was. */
export async function readUsedMs(state: StateStore, id: string): Promise<number | null> {
  return toUsedMs(await state.read(`${USED}${id}`));
}

/** Notes that a key was used, unless somebody did so in the last minute: the key's own revision stays. */
export async function noteUsed(state: StateStore, id: string, nowMs: number): Promise<void> {
  const found = await state.read(`${USED}${id}`);
  const usedMs = toUsedMs(found);
  if (usedMs !== null && Math.abs(nowMs - usedMs) < USED_EVERY_MS) return;
  const value = { at: tellTime(nowMs) };
  await orConflict(state.write(`${USED}${id}`, value, found?.revision ?? null));
}

function toValue(key: ApiKey): StateValue {
  return {
    name: key.name,
    hash: key.hash,
    scopes: [...key.scopes],
    created_at: tellTime(key.createdMs),
    created_by: key.createdBy,
    expires_at: key.expiresMs === null ? null : tellTime(key.expiresMs),
    rate_max: key.rateMax,
  };
}

/** What another version, or somebody else, wrote may be anything: that opens nothing. */
function toKeptKey(document: StateDocument | null): KeptKey | null {
  if (document === null) return null;
  const value = document.value as { readonly [name: string]: unknown } | null;
  const { name, hash, scopes, created_by: createdBy, rate_max: rateMax } = value ?? {};
  const id = document.key.slice(KEYS.length);
  const createdMs = toMs(value?.created_at);
  const expiresMs = value?.expires_at === null ? null : toMs(value?.expires_at);
  const isWhole = isShortId(id) && isText(name, NAME_LENGTH_MAX) && isText(createdBy, 100) &&
    typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash) && isScopes(scopes) &&
    !Number.isNaN(createdMs) && !Number.isNaN(expiresMs) && isRate(rateMax);
  if (!isWhole) return null;
  const key = { id, name, hash, scopes, createdMs, createdBy, expiresMs, rateMax };
  return { key, revision: document.revision };
}

function isText(value: unknown, lengthMax: number): value is string {
  return typeof value === "string" && value !== "" && [...value].length <= lengthMax;
}

function isScopes(value: unknown): value is Scope[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => SCOPES.includes(each));
}

function isRate(value: unknown): value is number | null {
  return value === null || (Number.isInteger(value) && Number(value) >= 0 &&
    Number(value) <= RATE_MAX);
}

function toUsedMs(document: StateDocument | null): number | null {
  const ms = toMs((document?.value as { at?: unknown } | null | undefined)?.at);
  return Number.isNaN(ms) ? null : ms;
}

/** NaN where it is no time. */
function toMs(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : NaN;
}

/** The year 10,000. */
const EXPIRES_MS_MAX = 253_402_300_800_000;

const KEYS = "key/";

const USED = "key_used/";
