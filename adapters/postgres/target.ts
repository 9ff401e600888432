import { ConfigError } from "../../core/errors.ts";

/** How to reach a PostgreSQL server. */
export interface PostgresTarget {
  /** Name or address. */
  readonly host: string;
  /** TCP. */
  readonly port: number;
  /** Role. */
  readonly user: string;
  /** Empty = none. Never to be shown. */
  readonly password: string;
  /** Name of the database. */
  readonly database: string;
  /** Whether and how TLS is used. */
  readonly sslMode: SslMode;
  /** Certificates (PEM) that are trusted; null = the system's. */
  readonly ca: string | null;
}

/** As libpq means them; its `allow` is taken for `prefer`. */
export type SslMode = (typeof SSL_MODES)[number];

const SSL_MODES = ["disable", "prefer", "require", "verify-ca", "verify-full"] as const;

/**
 * Takes `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=MODE` apart. Defaults: user postgres, port 5432,
 * the database named like the user, and prefer, or verify-full where there is a CA. Throws `ConfigError` for
 * DATABASE_URL, which never has the password.
 */
export function toTarget(text: string, ca: string | null): PostgresTarget {
  const url = URL.parse(text);
  if (url === null || !["postgres:", "postgresql:"].includes(url.protocol) || url.hostname === "") {
    throw fault("it is not like postgres://USER:PASSWORD@HOST:5432/DATABASE");
  }
  const user = decode(url.username, "user") || "postgres";
  return {
    host: decode(url.hostname, "host").replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 5432 : Number(url.port),
    user,
    password: decode(url.password, "password"),
    database: decode(url.pathname.slice(1), "database") || user,
    sslMode: toSslMode(url.searchParams, ca),
    ca,
  };
}

/** `HOST:PORT`, for messages. */
export function toAddress({ host, port }: PostgresTarget): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function toSslMode(params: URLSearchParams, ca: string | null): SslMode {
  for (const name of params.keys()) {
    if (name !== "sslmode") throw fault(`it has an unknown parameter "${name}": leave it out`);
  }
  const given = params.get("sslmode");
  if (given === null) return ca === null ? "prefer" : "verify-full";
  const mode = SSL_MODES.find((known) => known === (given === "allow" ? "prefer" : given));
  if (mode === undefined) {
    throw fault(`its sslmode is "${given}": use one of ${SSL_MODES.join(", ")}`);
  }
  if (mode === "require" && ca !== null) return "verify-ca"; // As libpq does.
  return mode;
}

function decode(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw fault(`its ${what} has a % that is not followed by two hex digits: write % as %25`);
  }
}

function fault(problem: string): ConfigError {
  return new ConfigError([{ key: "DATABASE_URL", problem }]);
}
