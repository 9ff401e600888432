import { type ApiKey, isExpired, parseKeyText } from "../../../core/api_key.ts";
import { UnavailableError } from "../../../core/errors.ts";
import type { StateStore } from "../../../ports/state_store.ts";
import { isTextOf, noteUsed, readKey, USED_EVERY_MS } from "../../../runtime/api_keys.ts";

/** A key that was found is believed for so long: a revoked one is of use no longer than this. */
export const KEY_FRESH_MS = 5000;

/** So many keys are remembered. */
export const KEYS_REMEMBERED_MAX = 1000;

/** Finds keys by their text, and remembers them for a while. */
export interface Keyring {
  /**
   * Null where no key has this text; one that is found may have expired. Notes its use, which nobody waits
   * for. Rejects with `UnavailableError` where it is not remembered and the state store is away.
   */
  find(text: string): Promise<ApiKey | null>;
  /**
   * Whether whoever came with this key, some time ago, may go on: it was neither revoked nor has expired. While
   * the state store cannot tell, it may.
   */
  mayGoOn(key: ApiKey): Promise<boolean>;
  /** Whether a key with this id was found before, however long ago. */
  remembers(id: string): boolean;
  /** The key was revoked: it is looked up again. */
  forget(id: string): void;
}

/** Where keys are kept, and the time in epoch milliseconds. */
export interface KeyringOptions {
  /** Has the keys. */
  readonly state: StateStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Makes an empty one. */
export function createKeyring({ state, now }: KeyringOptions): Keyring {
  const remembered = new Map<string, Remembered>();
  const reading = new Map<string, Promise<Remembered | null>>();

  const read = async (id: string): Promise<Remembered | null> => {
    const startMs = now();
    const found = await readKey(state, id);
    const before = remembered.get(id);
    remembered.delete(id);
    if (found === null) return null;
    const entry = { key: found.key, readMs: startMs, notedMs: before?.notedMs ?? -Infinity };
    remembered.set(id, entry);
    if (remembered.size > KEYS_REMEMBERED_MAX) remembered.delete(remembered.keys().next().value!);
    return entry;
  };
  const readOnce = (id: string): Promise<Remembered | null> => {
    const running = reading.get(id) ?? read(id).finally(() => reading.delete(id));
    reading.set(id, running);
    return running;
  };
  const lookUp = async (id: string) => {
    const known = remembered.get(id);
    const isFresh = known !== undefined && Math.abs(now() - known.readMs) < KEY_FRESH_MS;
    return { isFresh, entry: isFresh ? known : await readOnce(id) };
  };
  /** Only of what was just read: a use that is noted after the key is gone would stay for ever. */
  const note = (entry: Remembered): void => {
    const before = entry.notedMs;
    if (Math.abs(now() - before) < USED_EVERY_MS) return;
    entry.notedMs = now();
    // A use that cannot be noted now is noted when the key is read next.
    noteUsed(state, entry.key.id, entry.notedMs).catch(() => entry.notedMs = before);
  };

  return {
    async find(text) {
      const id = parseKeyText(text);
      if (id === null) return null;
      const { isFresh, entry } = await lookUp(id);
      if (entry === null || !await isTextOf(text, entry.key)) return null;
      if (!isFresh) note(entry);
      return entry.key;
    },
    async mayGoOn(key) {
      if (isExpired(key, now())) return false;
      try {
        return (await lookUp(key.id)).entry?.key.hash === key.hash;
      } catch (error) {
        if (error instanceof UnavailableError) return true;
        throw error;
      }
    },
    remembers: (id) => remembered.has(id),
    forget: (id) => void remembered.delete(id),
  };
}

interface Remembered {
  readonly key: ApiKey;
  readonly readMs: number;
  notedMs: number;
}
