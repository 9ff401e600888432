import type { Context } from "@hono/hono";
import { type ApiKey, hasScope, type Scope, toPrefix } from "../../../core/api_key.ts";
import { isLoopback } from "../../../runtime/config_values.ts";

/** Who sent a request. */
export interface Caller {
  /** As logs may name it: the visible prefix of a key, or `loopback`, or `anonymous` elsewhere. */
  readonly name: string;
  /** Null = whoever may call without one. */
  readonly key: ApiKey | null;
}

/** Where the API listens, and whom it asks for a key. */
export interface KeyRule {
  /** The address listened on. */
  readonly host: string;
  /** `required`: everybody is asked for a key. Default `auto`: only where others than this machine may call. */
  readonly apiKeys?: "auto" | "required";
  /** Not empty: something else keeps others out. */
  readonly insecureNames?: readonly string[];
}

/** Whether nobody may call without a key. */
export function isKeyRequired({ host, apiKeys = "auto", insecureNames = [] }: KeyRule): boolean {
  return apiKeys === "required" || (!isLoopback(host) && insecureNames.length === 0);
}

/** The caller with this key, or without any. */
export function toCaller(key: ApiKey | null, { host }: Pick<KeyRule, "host">): Caller {
  if (key !== null) return { name: toPrefix(key.id), key };
  return { name: isLoopback(host) ? "loopback" : "anonymous", key };
}

/** Whether the caller may do what needs `scope`; without a key everything, as there is nobody else. */
export function mayCall({ key }: Caller, scope: Scope): boolean {
  return key === null || hasScope(key.scopes, scope);
}

/** Remembers the caller of a request. */
export function setCaller(c: Context, caller: Caller): void {
  c.set("caller", caller);
}

/** The caller of a request; null where nobody was asked who it is, or it is not known. */
export function callerOf(c: Context): Caller | null {
  return c.get("caller") ?? null;
}
