import type { Context } from "@hono/hono";
import type { Served } from "../../../runtime/http_server.ts";
import type { ApiPorts } from "../ports.ts";
import { refusal } from "../problem.ts";
import type { Caller } from "./caller.ts";

/** Keys that are none may come so often a minute from one network; then others are not looked up for it. */
export const FAILURES_MAX = 60;

/** What counting needs: counts are shared by all APIs that share the cache. */
export type CountPorts = Pick<ApiPorts, "cache" | "now">;

/** Refuses (429) what is more than the caller may send in a minute of the clock. */
export async function limitRequests(
  ports: CountPorts,
  { name, key }: Caller,
  rateMax: number | null,
): Promise<void> {
  const max = key?.rateMax ?? rateMax ?? 0;
  if (max === 0) return;
  const { count, seconds } = await countInMinute(ports, `rate/${key?.id ?? "none"}`, 1);
  if (count <= max) return;
  const whose = key === null ? "all callers without a key" : name;
  throw tooMany(`${whose} may send ${max} requests a minute`, seconds);
}

/** Refuses (429) to look up another key for a network from which too many came that are none. */
export async function limitFailures(ports: CountPorts, c: Context): Promise<void> {
  const { count, seconds } = await countInMinute(ports, toFailureName(c), 0);
  if (count < FAILURES_MAX) return;
  throw tooMany(`${count} API keys that are none came from your address in this minute`, seconds);
}

/** Counts a key that is none. */
export async function countFailure(ports: CountPorts, c: Context): Promise<void> {
  await countInMinute(ports, toFailureName(c), 1);
}

/** The part of an address that one caller has for himself: all of IPv4, the first 64 bits of IPv6. */
export function toNetwork(address: string): string {
  if (!address.includes(":") || address.includes(".")) return address;
  const [before, after] = address.split("::").map((part) => part === "" ? [] : part.split(":"));
  if (after === undefined) return before!.slice(0, 4).join(":");
  const zeros = Array<string>(8 - before!.length - after.length).fill("0");
  return [...before!, ...zeros, ...after].slice(0, 4).join(":");
}

function toFailureName({ env }: Context): string {
  const remote = (env as Served | undefined)?.remoteAddr;
  return `failed/${toNetwork(remote?.hostname ?? "unknown")}`; // None in tests.
}

/** How often something came in this minute, and when the next begins. */
async function countInMinute({ cache, now }: CountPorts, name: string, by: number) {
  const nowMs = now();
  const minute = Math.floor(nowMs / MINUTE_MS);
  const count = await cache.increment(`${name}/${minute}`, by, 2 * MINUTE_MS);
  return { count, seconds: Math.ceil(((minute + 1) * MINUTE_MS - nowMs) / 1000) };
}

function tooMany(facts: string, seconds: number): Error {
  return refusal({
    status: 429,
    detail: `Cannot answer now: ${facts}; try again in ${seconds} s`,
    headers: { "retry-after": String(seconds) },
  });
}

const MINUTE_MS = 60_000;
