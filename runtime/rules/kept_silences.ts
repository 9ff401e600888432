import type { RuleFault } from "../../core/alert/rule_input.ts";
import type { Silence } from "../../core/alert/silence.ts";
import { type SilenceInput, toSilence } from "../../core/alert/to_silence.ts";
import { isShortId, makeShortId, type Random } from "../../core/short_id.ts";
import { tellTime } from "../../core/tell_time.ts";
import { LIST_MAX, type StateStore } from "../../ports/state_store.ts";
import { SILENCE_SCHEMA } from "./silence_schema.ts";

/** What the keys of documents with silences begin with. */
export const SILENCE_PREFIX = "silence/";

/** Silences in the state store, those that are over among them. */
export const SILENCES_KEPT_MAX: number = LIST_MAX;

/** One that is over is kept for so long, as the history of alerts is. */
export const OVER_KEPT_MS: number = 30 * 86_400_000;

/** What helps where there are as many as there may be. */
export const SILENCES_FULL =
  "remove some that are over (`silence list --all` shows them); by themselves they go 30 days after their end";

/** A silence as it is given, perhaps with who and why. */
export interface GivenSilence extends SilenceInput {
  /** Who made it. */
  readonly author?: string | undefined;
  /** Why. */
  readonly comment?: string | undefined;
}

/** A silence as it is kept: its times are told in full, ISO 8601. */
export type SettledSilence = {
  readonly [Key in keyof GivenSilence]-?: NonNullable<GivenSilence[Key]>;
};

/** A silence in the state store. */
export interface KeptSilence extends Silence {
  /** 10 letters and digits. */
  readonly id: string;
  /** Grows with every change. */
  readonly revision: number;
  /** As it is kept. */
  readonly settled: SettledSilence;
}

/** By whom a silence is made, and when. */
export interface SilenceFacts {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Its author where none is given. */
  readonly by: string;
}

/** What is kept of a silence that is given; else all that is wrong with it. */
export function settleSilence(
  given: GivenSilence,
  { nowMs, by }: SilenceFacts,
): { readonly settled: SettledSilence | null; readonly faults: readonly RuleFault[] } {
  const { silence, faults } = toSilence(given, nowMs);
  if (silence === null) return { settled: null, faults };
  const { matchers, author = by, comment = "" } = given;
  const times = { from: tellTime(silence.fromMs), to: tellTime(silence.toMs) };
  return { settled: { matchers, ...times, author, comment }, faults };
}

/** All silences that are kept, also those that are over or to come. What is none of this version silences nothing. */
export async function listKeptSilences(state: StateStore): Promise<KeptSilence[]> {
  const documents = await state.list({ prefix: SILENCE_PREFIX, after: null, limit: LIST_MAX });
  return documents.flatMap(({ key, revision, value }) => {
    const { data } = KEPT.safeParse(value);
    if (data === undefined) return [];
    const { silence } = toSilence(data, 0); // Its times are told in full.
    const { settled } = settleSilence(data, { nowMs: 0, by: "unknown" });
    if (silence === null || settled === null) return [];
    return [{ ...silence, id: key.slice(SILENCE_PREFIX.length), revision, settled }];
  });
}

/** Keeps a new silence, and gives its id. Rejects with RangeError where there are as many as there may be. */
export async function keepSilence(
  state: StateStore,
  settled: SettledSilence,
  { nowMs, by, random }: SilenceFacts & { readonly random: Random },
): Promise<string> {
  const { length } = await state.list({ prefix: SILENCE_PREFIX, after: null, limit: LIST_MAX });
  if (length >= SILENCES_KEPT_MAX) {
    throw new RangeError(`Cannot keep another silence: there are ${length}; ${SILENCES_FULL}`);
  }
  const [id, at] = [makeShortId(random), tellTime(nowMs)];
  const stamps = { created_at: at, created_by: by, updated_at: at, updated_by: by };
  const matchers = settled.matchers.map((matcher) => ({ ...matcher }));
  await state.write(SILENCE_PREFIX + id, { ...settled, matchers, ...stamps }, null);
  return id;
}

/** Removes a silence; false = there is none. */
export async function removeSilence(state: StateStore, id: string): Promise<boolean> {
  const found = isShortId(id) ? await state.read(SILENCE_PREFIX + id) : null;
  if (found !== null) await state.remove(found.key, found.revision);
  return found !== null;
}

/** Beside what is given there are times and names. */
const KEPT = SILENCE_SCHEMA.strip();
