import { UnavailableError } from "../core/errors.ts";
import { tellTime } from "../core/tell_time.ts";
import {
  LIST_MAX,
  type StateDocument,
  type StateStore,
  type StateValue,
} from "../ports/state_store.ts";
import { orConflict } from "./or_conflict.ts";

/**
 * That what happened before a time is to go, and what became of it: the document `prune/<id>`. One service asks
 * for it; the one that may write to the store does it.
 */
export interface Deletion {
  /** 16 hex digits. */
  readonly id: string;
  /** Events that happened before this go, epoch milliseconds. */
  readonly beforeMs: number;
  /** Epoch milliseconds. */
  readonly askedMs: number;
  /** Who asked, as logs may name it. */
  readonly askedBy: string;
  /** Null = not done yet. */
  readonly done: {
    /** Events that went. */
    readonly removed: number;
    /** Epoch milliseconds. */
    readonly atMs: number;
  } | null;
}

/** Asks for a deletion. Rejects with UnavailableError where very many were asked for in the last day. */
export async function askDeletion(
  state: StateStore,
  wanted: Pick<Deletion, "beforeMs" | "askedMs" | "askedBy">,
  random: (bytes: number) => Uint8Array,
): Promise<Deletion> {
  const found = await state.list({ prefix: PREFIX, after: null, limit: LIST_MAX });
  if (found.length === LIST_MAX) {
    const facts = `${LIST_MAX} were asked for in the last day`;
    const message = `Cannot ask for one more deletion: ${facts}; try again in an hour`;
    throw new UnavailableError(message, { retryAfterMs: 60 * 60_000 });
  }
  const id = Array.from(random(8), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const deletion = { ...wanted, id, done: null };
  await state.write(`${PREFIX}${id}`, toValue(deletion), null);
  return deletion;
}

/** Null = none was asked for under this id, or it was done more than a day ago. */
export async function readDeletion(state: StateStore, id: string): Promise<Deletion | null> {
  if (!/^[0-9a-f]{16}$/.test(id)) return null;
  const document = await state.read(`${PREFIX}${id}`);
  return document && toDeletion(document);
}

/** Who carries deletions out. */
export interface Deleter {
  /** Has what is asked for. */
  readonly state: StateStore;
  /** Epoch milliseconds. */
  now(): number;
  /** Removes what is to go, and tells how many events went. */
  remove(deletion: Deletion): Promise<number>;
  /** Nothing more is done, nor told as done, once it fired. */
  readonly signal: AbortSignal;
}

/**
 * Carries out, one after the other, what was asked for, and removes the documents of what was done long ago. What
 * fails is to be called again: to do it twice does no harm.
 */
export async function carryOutDeletions({ state, now, remove, signal }: Deleter): Promise<void> {
  const found = await state.list({ prefix: PREFIX, after: null, limit: LIST_MAX });
  for (const document of found) {
    const deletion = toDeletion(document);
    if (deletion === null || isForgotten(deletion, now())) {
      await orConflict(state.remove(document.key, document.revision));
    } else if (deletion.done === null) {
      const removed = await remove(deletion);
      if (signal.aborted) return; // Perhaps not all of it went.
      const value = toValue({ ...deletion, done: { removed, atMs: now() } });
      await orConflict(state.write(document.key, value, document.revision));
    }
  }
}

function isForgotten({ done }: Deletion, nowMs: number): boolean {
  return done !== null && done.atMs < nowMs - KEPT_MS;
}

function toValue({ beforeMs, askedMs, askedBy, done }: Omit<Deletion, "id">): StateValue {
  return {
    before: tellTime(beforeMs),
    at: tellTime(askedMs),
    by: askedBy,
    removed: done?.removed ?? null,
    done_at: done && tellTime(done.atMs),
  };
}

/** What another version, or somebody else, wrote may be anything: then nothing is removed. */
function toDeletion({ key, value }: StateDocument): Deletion | null {
  const { before, at, by, removed, done_at } = (value ?? {}) as {
    readonly [name: string]: unknown;
  };
  const [beforeMs, askedMs] = [toMs(before), toMs(at)];
  const atMs = done_at === null ? null : toMs(done_at);
  const isWhole = typeof by === "string" && [beforeMs, askedMs, atMs ?? 0].every(Number.isFinite) &&
    (atMs === null || Number.isSafeInteger(removed));
  if (!isWhole) return null;
  const done = atMs === null ? null : { removed: removed as number, atMs };
  return { id: key.slice(PREFIX.length), beforeMs, askedMs, askedBy: by, done };
}

/** NaN where it is no time. */
function toMs(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : NaN;
}

const PREFIX = "prune/";

/** A day. */
const KEPT_MS = 24 * 60 * 60 * 1000;
