import { ConflictError } from "../core/errors.ts";
import type { StateDocument, StateStore, StateValue } from "../ports/state_store.ts";
import { listAll } from "./list_all.ts";
import { removeAll } from "./remove_all.ts";
import { type Wait, wait } from "./wait.ts";

/** What a service says about itself, in the document `heartbeat/SERVICE/INSTANCE`. */
export interface Heartbeat {
  /** Which, e.g. `ship`. */
  readonly service: string;
  /** Tells apart those of one service. */
  readonly instance: string;
  /** Where it runs. */
  readonly hostname: string;
  /** Of its process. */
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** When it was written, epoch milliseconds, by the clock of its machine. */
  readonly at: number;
  /** What the service wants known: counts, what it waits for. */
  readonly facts: HeartbeatFacts;
}

/** Small. */
export type HeartbeatFacts = { readonly [name: string]: StateValue };

/** How to keep a heartbeat. */
export interface HeartbeatOptions {
  /** Where. */
  readonly state: StateStore;
  /** Who, but for what changes. */
  readonly self: Omit<Heartbeat, "at" | "facts">;
  /** Asked before each beat. */
  readonly facts?: () => HeartbeatFacts;
  /** A clean end: the document is removed. */
  readonly signal: AbortSignal;
  /** Told, once each time it begins, why there is no heartbeat. */
  readonly onTrouble?: (error: Error) => void;
  /** Replaced in tests. */
  readonly wait?: Wait;
  /** Epoch milliseconds. Replaced in tests. */
  readonly now?: () => number;
}

/** Between two beats. */
export const BEAT_MS = 5000;

/** What is older is removed by whoever finds it: its service has ended otherwise than cleanly. */
export const FORGOTTEN_MS: number = 24 * 60 * 60 * 1000;

/**
 * Keeps a heartbeat fresh until the signal fires, then removes it and resolves, within 2 s. Never rejects:
 * whatever goes wrong with it is told, and tried again at the next beat.
 */
export async function keepHeartbeat(options: HeartbeatOptions): Promise<void> {
  const { signal, onTrouble } = options;
  const pause = options.wait ?? wait;
  const document = new OwnDocument(options);
  const ending = beat(document, options).then(() => document.remove())
    .catch((error: Error) => onTrouble?.(error));
  await fired(signal);
  // A store that does not answer keeps nobody from ending.
  const ended = new AbortController();
  const late = pause(END_MS, ended.signal).catch(() => {});
  await Promise.race([ending, late]);
  ended.abort();
}

async function beat(document: OwnDocument, options: HeartbeatOptions): Promise<void> {
  const { state, signal, onTrouble } = options;
  const pause = options.wait ?? wait;
  let troubled = false;
  for (let beats = 0; !signal.aborted; beats++) {
    try {
      await document.write();
      if (beats % BEATS_PER_CLEANING === 0) await removeForgotten(state, nowOf(options));
      troubled = false;
    } catch (error) {
      if (!troubled) onTrouble?.(error as Error);
      troubled = true;
    }
    await pause(BEAT_MS, signal).catch(() => {});
  }
}

function fired(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** The heartbeats of all services, by service and instance; removes what is older than a day. */
export async function readHeartbeats(
  state: StateStore,
  now: () => number = Date.now,
): Promise<Heartbeat[]> {
  const found = await readAll(state);
  const forgotten = found.filter((document) => isForgotten(document, now()));
  await removeAll(state, forgotten);
  return found.filter((document) => !forgotten.includes(document))
    .map(({ value }) => value as unknown as Heartbeat);
}

/** The document of this instance. */
class OwnDocument {
  readonly #options: HeartbeatOptions;
  readonly #key: string;
  /** Of the last write; null = there was none. */
  #revision: number | null = null;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#key = `${PREFIX}${options.self.service}/${options.self.instance}`;
  }

  async write(): Promise<void> {
    const { state, self, facts } = this.#options;
    const value = { ...self, at: nowOf(this.#options), facts: facts?.() ?? {} };
    try {
      this.#revision = await state.write(this.#key, value, this.#revision);
    } catch (error) {
      // It is there from before, somebody removed it, or a write that failed has happened.
      if (!(error instanceof ConflictError)) throw error;
      await this.#look();
      this.#revision = await state.write(this.#key, value, this.#revision);
    }
  }

  async remove(): Promise<void> {
    await this.#look();
    if (this.#revision !== null) await this.#options.state.remove(this.#key, this.#revision);
  }

  async #look(): Promise<void> {
    this.#revision = (await this.#options.state.read(this.#key))?.revision ?? null;
  }
}

async function removeForgotten(state: StateStore, nowMs: number): Promise<void> {
  const found = await readAll(state);
  await removeAll(state, found.filter((document) => isForgotten(document, nowMs)));
}

async function readAll(state: StateStore): Promise<StateDocument[]> {
  return await Array.fromAsync(listAll(state, { prefix: PREFIX, max: DOCUMENTS_MAX }));
}

/** Also what is no heartbeat. */
function isForgotten({ value }: StateDocument, nowMs: number): boolean {
  return !isHeartbeat(value) || value.at < nowMs - FORGOTTEN_MS;
}

/** What another version, or somebody else, wrote may be anything. */
function isHeartbeat(value: unknown): value is Heartbeat {
  if (typeof value !== "object" || value === null) return false;
  const { service, instance, startedAt, at, facts } = value as Partial<Heartbeat>;
  return [service, instance].every((text) => typeof text === "string") &&
    [startedAt, at].every((ms) => typeof ms === "number" && Math.abs(ms) <= DATE_MS_MAX) &&
    typeof facts === "object" && facts !== null;
}

/** Dates end here. */
const DATE_MS_MAX = 8.64e15;

function nowOf({ now }: HeartbeatOptions): number {
  return (now ?? Date.now)();
}

/** What removing the document may take. */
const END_MS = 2000;

const PREFIX = "heartbeat/";

/** More are not looked at in one go. */
const DOCUMENTS_MAX = 10_000;

/** An hour. */
const BEATS_PER_CLEANING = 720;
