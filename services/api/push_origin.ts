import { toOrigin } from "../../core/id.ts";
import { sha256 } from "../../runtime/sha256.ts";
import { refusal } from "./problem.ts";

/** Finds the origin of a push. */
export interface PushOrigins {
  /**
   * Without a key: a new origin. With one: always the same for it, so that a repeat has the same ids. Refuses
   * with 422 a key that came with another body lately (its events would be taken for repeats).
   */
  originOf(pushed: PushKey | null): Promise<string>;
}

/** An Idempotency-Key and the body that came under it. */
export interface PushKey {
  /** As sent. */
  readonly key: string;
  /** Id of the caller's API key, whose Idempotency-Keys are its own; null = without one. */
  readonly callerId: string | null;
  /** Of the body as it was read. */
  readonly digest: string;
}

/** At most this many characters an Idempotency-Key. */
export const KEY_LENGTH_MAX = 256;

/** So many keys are remembered with what came under them. */
const KEYS_MAX = 10_000;

/** `random` gives so many random bytes. */
export function createPushOrigins(random: (bytes: number) => Uint8Array): PushOrigins {
  const digests = new Map<string, string>();
  return {
    async originOf(pushed) {
      if (pushed === null) return toOrigin(random(8));
      const { key, callerId, digest } = pushed;
      const owner = callerId === null ? "" : `${callerId}\n`; // A header has no line feed.
      const origin = toOrigin(await sha256(`${PUSH}\n${owner}${key}`));
      const before = digests.get(origin);
      if (before !== undefined && before !== digest) throw otherBody(key);
      digests.delete(origin);
      digests.set(origin, digest);
      if (digests.size > KEYS_MAX) digests.delete(digests.keys().next().value!);
      return origin;
    },
  };
}

function otherBody(key: string): Error {
  return refusal({
    status: 422,
    detail: `Cannot take the events: Idempotency-Key ${JSON.stringify(key)} came with another ` +
      `body before; send a new key with a new body`,
  });
}

/** Keeps these digests apart from any other use of SHA-256 over the same text. */
const PUSH = "logflow http push";
