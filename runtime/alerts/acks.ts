import { ConflictError } from "../../core/errors.ts";
import { tellTime } from "../../core/tell_time.ts";
import type { StateDocument, StateStore } from "../../ports/state_store.ts";
import { listAll } from "../list_all.ts";

/** Somebody has seen an alert: nobody is told of it any more, until it is over. */
export interface Ack {
  /** Of the alert. */
  readonly fingerprint: string;
  /** Which of the alerts of this fingerprint, by when it began, epoch milliseconds. */
  readonly startsAtMs: number;
  /** Who: visible prefix of a key, `loopback` or `cli`. */
  readonly by: string;
  /** When, epoch milliseconds. */
  readonly atMs: number;
  /** What they say; perhaps nothing. */
  readonly comment: string;
}

/** All that is acknowledged, also of alerts that are over. */
export async function listAcks(state: StateStore): Promise<KeptAck[]> {
  const found = await Array.fromAsync(listAll(state, { prefix: PREFIX, max: ACKS_MAX }));
  return found.map((document) => ({ document, ack: readAck(document) }));
}

/** What is kept of an acknowledgement. */
export interface KeptAck {
  /** As it is. */
  readonly document: StateDocument;
  /** What it says; null = nothing, as another version, or somebody else, wrote it. */
  readonly ack: Ack | null;
}

/** Keeps it in the place of what was acknowledged before. Resolves once it is durable. */
export async function writeAck(state: StateStore, ack: Ack): Promise<void> {
  const { fingerprint, startsAtMs, by, atMs, comment } = ack;
  const value = { starts_at: tellTime(startsAtMs), by, at: tellTime(atMs), comment };
  await insist(async () => {
    const found = await state.read(PREFIX + fingerprint);
    await state.write(PREFIX + fingerprint, value, found?.revision ?? null);
  });
}

/** Takes it back, whichever alert of the fingerprint it is of; false = there is none. */
export async function removeAck(state: StateStore, fingerprint: string): Promise<boolean> {
  return await insist(async () => {
    const found = await state.read(PREFIX + fingerprint);
    if (found !== null) await state.remove(found.key, found.revision);
    return found !== null;
  });
}

function readAck({ key, value }: StateDocument): Ack | null {
  const { starts_at, at, by, comment } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const startsAtMs = Date.parse(String(starts_at));
  if (Number.isNaN(startsAtMs)) return null;
  const atMs = Date.parse(String(at));
  return {
    fingerprint: key.slice(PREFIX.length),
    startsAtMs,
    by: typeof by === "string" ? by : "unknown",
    atMs: Number.isNaN(atMs) ? startsAtMs : atMs,
    comment: typeof comment === "string" ? comment : "",
  };
}

/** Who acknowledges last is right. */
async function insist<T>(change: () => Promise<T>): Promise<T> {
  for (let left = TRIES_MAX;; left--) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof ConflictError) || left <= 1) throw error;
    }
  }
}

const PREFIX = "ack/";

/** More are not looked at. */
const ACKS_MAX = 10_000;

const TRIES_MAX = 10;
