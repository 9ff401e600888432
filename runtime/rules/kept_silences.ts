import type { Silence } from "../../core/alert/silence.ts";
import { toSilence } from "../../core/alert/to_silence.ts";
import { LIST_MAX, type StateStore } from "../../ports/state_store.ts";
import { SILENCE_SCHEMA } from "./silence_schema.ts";

/** What the keys of documents with silences begin with. */
export const SILENCE_PREFIX = "silence/";

/** Silences in the state store, those that are over among them. */
export const SILENCES_KEPT_MAX: number = LIST_MAX;

/** A silence in the state store. */
export interface KeptSilence extends Silence {
  /** 10 letters and digits. */
  readonly id: string;
  /** Who made it. */
  readonly author: string;
  /** Why; perhaps nothing. */
  readonly comment: string;
}

/** All silences that are kept, also those that are over or to come. What is none of this version silences nothing. */
export async function listKeptSilences(state: StateStore): Promise<KeptSilence[]> {
  const documents = await state.list({ prefix: SILENCE_PREFIX, after: null, limit: LIST_MAX });
  return documents.flatMap(({ key, value }) => {
    const { data } = KEPT.safeParse(value);
    const silence = data === undefined ? null : toSilence(data, 0).silence; // Its times are told in full.
    if (silence === null) return [];
    const { author = "unknown", comment = "" } = data!;
    return [{ id: key.slice(SILENCE_PREFIX.length), author, comment, ...silence }];
  });
}

/** Beside what is given there are times and names. */
const KEPT = SILENCE_SCHEMA.strip();
