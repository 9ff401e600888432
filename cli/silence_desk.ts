import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import {
  type GivenSilence,
  keepSilence,
  listKeptSilences,
  removeSilence,
  type SettledSilence,
  settleSilence,
} from "../runtime/rules/kept_silences.ts";
import { openState } from "./compose_state.ts";

/** Where silences are made, listed and removed. */
export interface SilenceDesk extends AsyncDisposable {
  /** Keeps a new one that can be meant, and gives its id. */
  add(given: GivenSilence): Promise<string>;
  /** All of them, also those that are over or to come. */
  list(): Promise<readonly DeskSilence[]>;
  /** Removes one; false = there is none. */
  remove(id: string): Promise<boolean>;
}

/** A silence as it is listed. */
export interface DeskSilence extends SettledSilence {
  /** 10 letters and digits. */
  readonly id: string;
}

/** Opens the desk that works on the state store itself, whether an `api` runs or not. */
export async function openStateSilences(config: Config, log: Log): Promise<SilenceDesk> {
  const state = await openState(config, log);
  return {
    async add(given) {
      const facts = { nowMs: Date.now(), by: "cli" };
      const { settled } = settleSilence(given, facts);
      return await keepSilence(state, settled!, { ...facts, random });
    },
    async list() {
      return (await listKeptSilences(state)).map(({ id, settled }) => ({ id, ...settled }));
    },
    remove: (id) => removeSilence(state, id),
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

function random(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
