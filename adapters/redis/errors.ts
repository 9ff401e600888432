import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { type RedisTarget, toAddress } from "./target.ts";

/** What was tried on which server. */
export interface Attempt {
  /** A verb, with its object: `renew lease "a" at`. */
  readonly action: string;
  /** Where. */
  readonly target: RedisTarget;
}

/**
 * Turns what the client library, the network or the server says into what the ports promise: `ConfigError` for
 * REDIS_URL where a person must act, `UnavailableError` where it may heal by itself. Never has a password.
 */
export function toRedisError(thrown: unknown, { action, target }: Attempt): Error {
  if (!(thrown instanceof Error)) return new Error(String(thrown));
  if (thrown instanceof ConfigError || thrown instanceof UnavailableError) return thrown;
  const cause = withoutArguments(thrown);
  const problem = toProblem(cause, target);
  if (problem !== null) {
    const error = new ConfigError([{ key: "REDIS_URL", problem }]);
    error.cause = cause;
    return error;
  }
  const failed = `Cannot ${action} Redis at "${toAddress(target)}": ${toSentence(cause, target)}`;
  return isPassing(cause) ? new UnavailableError(failed, { cause }) : new Error(failed, { cause });
}

/** Throws `ConfigError` where a server is older than 6.2. */
export function assertVersion(version: string, target: RedisTarget): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > 6 || major === 6 && minor >= 2) return;
  const problem = `Redis ${version} at "${
    toAddress(target)
  }" is too old: LogFlow needs 6.2 or newer`;
  throw new ConfigError([{ key: "REDIS_URL", problem }]);
}

/** What was sent, a password or a value, is with the client library's error and at the end of some of the server's. */
function withoutArguments(error: Error): Error {
  if (!("command" in error)) return error;
  const { name, message } = error;
  const copy = new Error(message.replace(/,? with args beginning with:.*/s, ""));
  return Object.assign(copy, { name });
}

/** What a person must mend; null = nothing. */
function toProblem({ message, cause }: Error, target: RedisTarget): string | null {
  const address = `"${toAddress(target)}"`;
  const { user, database, tls } = target;
  if (/^WRONGPASS|AUTH.* called without any password configured|invalid password/.test(message)) {
    return `${address} refuses user "${
      user ?? "default"
    }" (${message}): mend the user or the password`;
  }
  if (/^NOAUTH/.test(message)) return `${address} wants a password: put one into the URL`;
  if (/^NOPERM/.test(message)) {
    return `user "${
      user ?? "default"
    }" may not do what is needed at ${address} (${message}): allow it`;
  }
  if (/DB index is out of range|SELECT is not allowed/.test(message)) {
    return `${address} has no database ${database}: use a smaller number`;
  }
  if (/^(MOVED|CROSSSLOT|ASK)/.test(message)) {
    return `${address} is part of a cluster: use one that is not`;
  }
  if (/InvalidContentType|wrong version number|corrupt message/.test(message)) {
    return `${address} does not speak TLS: use redis:// instead of rediss://`;
  }
  if (!tls && /Protocol error, got/.test(message)) {
    return `${address} does not speak Redis's protocol, or wants TLS: then use rediss://`;
  }
  const said = `${message} ${cause instanceof Error ? cause.message : ""}`;
  if (/certificate|UnknownIssuer|NotValidForName/i.test(said)) {
    return `the certificate of ${address} is not trusted (${message}): give the CA that signed it in ` +
      "REDIS_CA, or a host name that is in it";
  }
  return null;
}

/** Whether the next try may do: the network, timeouts, a server that starts, fails over or is full. */
function isPassing({ message, name }: Error): boolean {
  return name === "MaxRetriesPerRequestError" || name === "AbortError" ||
    /E[A-Z]{4,}|closed|timed out|writeable|ended|disconnected|UnexpectedEof|not connected yet/.test(
      message,
    ) ||
    /^(LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS|UNKILLABLE)/
      .test(message) ||
    /max number of clients/.test(message);
}

function toSentence({ message }: Error, { tls }: RedisTarget): string {
  if (/ENOTFOUND/.test(message)) return "its host name is not known: see REDIS_URL";
  if (/ECONNREFUSED/.test(message)) return "nobody listens there: start it, or see REDIS_URL";
  if (!tls && /ECONNRESET/.test(message)) {
    return "the connection was reset: where it wants TLS, use rediss:// in REDIS_URL";
  }
  if (tls && /ETIMEDOUT/.test(message)) {
    return "it does not answer in time: see that it speaks TLS there, or use redis:// in REDIS_URL";
  }
  return message;
}
