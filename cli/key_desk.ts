import type { Scope } from "../core/api_key.ts";
import {
  createKey,
  KEYS_MAX,
  listKeys,
  listUsedMs,
  readKey,
  removeKey,
  toExpiresMs,
} from "../runtime/api_keys.ts";
import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import { type ShownKey, toShownKey } from "../runtime/shown_key.ts";
import { openState } from "./compose_state.ts";
import { UsageError } from "./failure.ts";

/** Where keys are made, listed and revoked. */
export interface KeyDesk extends AsyncDisposable {
  /** Makes one. Throws UsageError on an expiry that cannot be meant. */
  create(wanted: WantedKey): Promise<ShownKey & { readonly key: string }>;
  /** All of them, the oldest first. */
  list(): Promise<ShownKey[]>;
  /** Revokes the key with this id; null = there is none. */
  revoke(id: string): Promise<ShownKey | null>;
}

/** A key to be made. */
export interface WantedKey {
  /** Whose it is, or what for. */
  readonly name: string;
  /** At least one. */
  readonly scopes: readonly Scope[];
  /** `90d` from now, or a time; null = never. */
  readonly expires: string | null;
  /** Requests a minute; 0 = without bound, null = as the service is configured. */
  readonly rateMax: number | null;
}

/** Opens the desk that works on the state store itself, whether an `api` runs or not. */
export async function openStateDesk(config: Config, log: Log): Promise<KeyDesk> {
  const state = await openState(config, log);
  return {
    async create({ expires, ...rest }) {
      const wanted = { ...rest, createdBy: "cli", expiresMs: toExpiry(expires) };
      const made = await createKey(state, wanted, { now: Date.now, random });
      if (made !== null) return { ...toShownKey(made, null), key: made.text };
      throw new Error(`Cannot make a key: there are ${KEYS_MAX}; revoke one first`);
    },
    async list() {
      const [keys, used] = await Promise.all([listKeys(state), listUsedMs(state)]);
      return keys.sort((a, b) => a.key.createdMs - b.key.createdMs)
        .map((kept) => toShownKey(kept, used.get(kept.key.id) ?? null));
    },
    async revoke(id) {
      const found = await readKey(state, id);
      if (found === null) return null;
      await removeKey(state, found);
      return toShownKey(found, null);
    },
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

/** Whether an expiry is a length of time, such as `90d`. */
export function isLength(text: string): boolean {
  return /^\d+(ms|s|m|h|d|w)$/.test(text);
}

/** A length of time counts from now; in `--from` and the like it would count back. */
function toExpiry(text: string | null): number | null {
  try {
    return toExpiresMs(text !== null && isLength(text) ? `now+${text}` : text, Date.now());
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`--expires: ${error.message}`);
    throw error;
  }
}

function random(bytes: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(bytes));
}
