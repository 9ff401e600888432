import { type Scope, toPrefix } from "../core/api_key.ts";
import { tellTime } from "../core/tell_time.ts";
import type { KeptKey } from "./api_keys.ts";

/** A key as the API and `key list --json` show it. Times are ISO 8601. */
export interface ShownKey {
  /** 10 letters and digits. */
  readonly id: string;
  /** Of its document. */
  readonly revision: number;
  /** What of its text may be seen: `lf_<id>`. */
  readonly prefix: string;
  /** What its owner calls it. */
  readonly name: string;
  /** What it may be used for. */
  readonly scopes: Scope[];
  /** When it was made. */
  readonly created_at: string;
  /** By whom: a visible prefix, or `cli`, `loopback`, `anonymous`. */
  readonly created_by: string;
  /** Null = never. */
  readonly expires_at: string | null;
  /** To the minute; null = it never was. */
  readonly last_used_at: string | null;
  /** Requests a minute; 0 = without bound, null = as the service is configured. */
  readonly rate_max: number | null;
}

/** What of a key is shown. `usedMs` is when it was used last; null = never. */
export function toShownKey({ key, revision }: KeptKey, usedMs: number | null): ShownKey {
  return {
    ...{ id: key.id, revision, prefix: toPrefix(key.id), name: key.name },
    scopes: [...key.scopes],
    created_at: tellTime(key.createdMs),
    created_by: key.createdBy,
    expires_at: key.expiresMs === null ? null : tellTime(key.expiresMs),
    last_used_at: usedMs === null ? null : tellTime(usedMs),
    rate_max: key.rateMax,
  };
}
