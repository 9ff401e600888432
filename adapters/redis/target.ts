import { ConfigError } from "../../core/errors.ts";

/** How to reach a Redis server. */
export interface RedisTarget {
  /** Name or address. */
  readonly host: string;
  /** TCP. */
  readonly port: number;
  /** Of the ACL; null = the default one. */
  readonly user: string | null;
  /** Null = none. Never to be shown. */
  readonly password: string | null;
  /** Number of the database. */
  readonly database: number;
  /** Whether TLS is used. */
  readonly tls: boolean;
}

/**
 * Takes `redis://USER:PASSWORD@HOST:PORT/NUMBER` apart; `rediss:` uses TLS. Defaults: port 6379, database 0.
 * Throws `ConfigError` for REDIS_URL, which never has the password.
 */
export function toTarget(text: string): RedisTarget {
  const url = URL.parse(text);
  if (url === null || !["redis:", "rediss:"].includes(url.protocol) || url.hostname === "") {
    throw fault("it is not like redis://USER:PASSWORD@HOST:6379/0, or rediss:// for TLS");
  }
  const path = url.pathname.replace(/^\//, "");
  if (!/^\d{0,5}$/.test(path)) throw fault(`its path "${path}" is not the number of a database`);
  if (url.search !== "") throw fault("it has parameters: leave out what follows the ?");
  return {
    host: decode(url.hostname, "host").replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 6379 : Number(url.port),
    user: decode(url.username, "user") || null,
    password: decode(url.password, "password") || null,
    database: Number(path),
    tls: url.protocol === "rediss:",
  };
}

/** `HOST:PORT`, for messages. */
export function toAddress({ host, port }: RedisTarget): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw fault(`its ${what} has a % that is not followed by two hex digits: write % as %25`);
  }
}

function fault(problem: string): ConfigError {
  return new ConfigError([{ key: "REDIS_URL", problem }]);
}
