import type { MiddlewareHandler } from "@hono/hono";
import { isKeyRequired, type KeyRule } from "./access/caller.ts";
import { refusal } from "./problem.ts";

/** Where the API listens, and who may call it. */
export interface GuardOptions extends KeyRule {
  /** The actual port. */
  readonly port: number;
  /** Origins of other sites whose pages may call. */
  readonly corsOrigins?: readonly string[];
}

/**
 * Refuses (403) what a page of another site makes a browser send: requests with a foreign Origin, and, where
 * nobody is asked for a key, requests under a foreign name (DNS rebinding; such a page has no key). On an
 * address other than loopback the names are those that were told.
 */
export function guard(options: GuardOptions): MiddlewareHandler {
  const { corsOrigins = [] } = options;
  const names = isKeyRequired(options) ? null : toNames(options);
  return async (c, next) => {
    const host = (c.req.header("host") ?? new URL(c.req.url).host).toLowerCase();
    const refused = refuseHost(host, names) ?? refuseEmbedding(c.req.raw.headers) ??
      refuseOrigin(c.req.header("origin"), [`http://${host}`, `https://${host}`, ...corsOrigins]);
    if (refused !== null) throw refusal({ status: 403, detail: refused });
    await next();
  };
}

function toNames({ host, port, insecureNames = [] }: GuardOptions): readonly string[] {
  const own = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host.toLowerCase();
  const names = ["localhost", "127.0.0.1", "[::1]", own, ...insecureNames];
  const withPort = names.map((name) => /[^:]:\d+$/.test(name) ? name : `${name}:${port}`);
  return [...new Set(port === 80 ? [...withPort, ...names] : withPort)];
}

function refuseHost(host: string, names: readonly string[] | null): string | null {
  if (names === null || names.includes(host)) return null;
  return `Cannot answer for host ${JSON.stringify(host.slice(0, SHOWN_MAX))}: ` +
    `this API answers for ${names.join(", ")}`;
}

function refuseOrigin(origin: string | undefined, allowed: readonly string[]): string | null {
  if (origin === undefined || allowed.includes(origin)) return null;
  return `Cannot answer a page of ${JSON.stringify(origin.slice(0, SHOWN_MAX))}: ` +
    `only pages of this API, and of API_CORS_ORIGINS, may call it from a browser`;
}

/**
 * What a page embeds (an image, a script, a frame) is asked for without Origin, and though the page cannot read
 * the answer, the work is done. Browsers tell; a link that a person follows is no embedding.
 */
function refuseEmbedding(headers: Headers): string | null {
  const isForeign = ["cross-site", "same-site"].includes(headers.get("sec-fetch-site") ?? "");
  if (!isForeign || headers.has("origin")) return null;
  if (headers.get("sec-fetch-dest") === "document") return null;
  return "Cannot answer what a page of another site embeds: follow a link to it instead";
}

/** Header text quoted in an answer is cut to this. */
const SHOWN_MAX = 100;
