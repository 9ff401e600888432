import type { Context, MiddlewareHandler } from "@hono/hono";
import {
  type ApiKey,
  isExpired,
  parseKeyText,
  type Scope,
  toPrefix,
} from "../../../core/api_key.ts";
import { refusal } from "../problem.ts";
import {
  type Caller,
  isKeyRequired,
  type KeyRule,
  mayCall,
  setCaller,
  toCaller,
} from "./caller.ts";
import type { Keyring } from "./keyring.ts";
import { readSentKey } from "./read_sent_key.ts";
import { countFailure, type CountPorts, limitFailures, limitRequests } from "./limit_requests.ts";
import type { RouteFacts } from "./scope.ts";

/** What is needed to find out who calls. */
export interface AuthenticateOptions {
  /** Finds keys. */
  readonly keyring: Keyring;
  /** Whom to ask for one, and how many requests a minute each may send where its key does not say. */
  readonly rule: KeyRule & { readonly rateMax?: number | null };
  /** What is known of the route of a request. */
  readonly factsOf: (c: Context) => RouteFacts;
  /** Has the counts of callers. */
  readonly ports: CountPorts;
}

/**
 * Finds the caller of every request to a route that is not open to everybody, and refuses those who may not
 * call it: 401 for a key that is missing where it is required or that is none (any more), 403 where its
 * scopes do not suffice, 429 for too many requests or keys. A key that is sent is checked also where none is
 * required.
 */
export function authenticate(options: AuthenticateOptions): MiddlewareHandler {
  return async (c, next) => {
    const { need } = options.factsOf(c);
    if (need !== null) {
      const caller = await findCaller(c, options);
      setCaller(c, caller);
      await limitRequests(options.ports, caller, options.rule.rateMax ?? null);
      if (need !== "key" && !mayCall(caller, need)) throw lacksScope(caller.key!, need);
    }
    await next();
  };
}

async function findCaller(c: Context, options: AuthenticateOptions): Promise<Caller> {
  const { rule, ports } = options;
  const sent = readSentKey(c.req.raw.headers);
  if (sent.kind === "unreadable") {
    throw unauthorized(`Cannot read the API key: ${sent.problem}; ${HOW}`, "invalid_request");
  }
  if (sent.kind === "none") {
    if (!isKeyRequired(rule)) return toCaller(null, rule);
    throw unauthorized(
      `Cannot answer without an API key: ${HOW}; \`deno task key create\` makes one`,
    );
  }
  const key = await findKey(c, sent.text, options);
  if (isExpired(key, ports.now())) {
    const since = new Date(key.expiresMs!).toISOString();
    const detail = `Cannot accept API key ${toPrefix(key.id)}: it expired at ${since}; use another`;
    throw unauthorized(detail, "invalid_token");
  }
  return toCaller(key, rule);
}

/** Whoever has a key that was seen before is not kept out by what others of the same address send. */
async function findKey(
  c: Context,
  text: string,
  { keyring, ports }: AuthenticateOptions,
): Promise<ApiKey> {
  const id = parseKeyText(text);
  if (id === null || !keyring.remembers(id)) await limitFailures(ports, c);
  const key = await keyring.find(text);
  if (key !== null) return key;
  await countFailure(ports, c);
  throw unknownKey(id);
}

function unknownKey(id: string | null): Error {
  const detail = id === null
    ? "Cannot accept the API key: it is not of the form lf_<id>_<secret>; send it as it was shown"
    : `Cannot accept API key ${
      toPrefix(id)
    }: there is none with this secret; perhaps it was revoked`;
  return unauthorized(detail, "invalid_token");
}

/** RFC 6750 §3. */
function unauthorized(detail: string, error?: string): Error {
  const challenge = `${CHALLENGE}${error === undefined ? "" : `, error="${error}"`}`;
  return refusal({ status: 401, detail, headers: { "www-authenticate": challenge } });
}

function lacksScope({ id, scopes }: ApiKey, need: Scope): Error {
  const challenge = `${CHALLENGE}, error="insufficient_scope", scope="${need}"`;
  return refusal({
    status: 403,
    detail: `Cannot do this with API key ${toPrefix(id)}: it needs the scope "${need}", ` +
      `and has ${scopes.join(", ")}`,
    headers: { "www-authenticate": challenge },
  });
}

const HOW = 'send it as "Authorization: Bearer lf_…" or "X-API-Key: lf_…"';

const CHALLENGE = 'Bearer realm="logflow"';
