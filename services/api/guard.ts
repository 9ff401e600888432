import type { MiddlewareHandler } from "@hono/hono";
import { refusal } from "./problem.ts";

/** Where the API listens. */
export interface GuardOptions {
  /** The address listened on. */
  readonly host: string;
  /** The actual port. */
  readonly port: number;
  /** Other names of hosts than loopback's by which clients may call. */
  readonly insecureNames?: readonly string[];
}

/**
 * Refuses (403) what a page of another site makes a browser send: requests under a foreign name
 * (DNS rebinding) and requests with a foreign Origin. On an address other than loopback the names are those
 * that were told.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  const names = toNames(options);
  return async (c, next) => {
    const host = (c.req.header("host") ?? new URL(c.req.url).host).toLowerCase();
    const refused = refuseHost(host, names) ?? refuseOrigin(c.req.header("origin"), host);
    if (refused !== null) throw refusal({ status: 403, detail: refused });
    await next();
  };
}

function toNames({ host, port, insecureNames = [] }: GuardOptions): readonly string[] {
  const own = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host.toLowerCase();
  const names = [...new Set(["localhost", "127.0.0.1", "[::1]", own, ...insecureNames])];
  const withPort = names.map((name) => `${name}:${port}`);
  return port === 80 ? [...withPort, ...names] : withPort;
}

function refuseHost(host: string, names: readonly string[]): string | null {
  if (names.includes(host)) return null;
  return `Cannot answer for host ${JSON.stringify(host.slice(0, SHOWN_MAX))}: ` +
    `this API answers for ${names.join(", ")}`;
}

function refuseOrigin(origin: string | undefined, host: string): string | null {
  if (origin === undefined || origin === `http://${host}` || origin === `https://${host}`) {
    return null;
  }
  return `Cannot answer a page of ${JSON.stringify(origin.slice(0, SHOWN_MAX))}: ` +
    `only pages of this API may call it from a browser`;
}

/** Header text quoted in an answer is cut to this. */
const SHOWN_MAX = 100;
