import { ConfigError, ConflictError, UnavailableError } from "../../core/errors.ts";
import { type PostgresTarget, toAddress } from "./target.ts";

/** What was tried on which server. */
export interface Attempt {
  /** A verb, with its object: `read "a" from`. */
  readonly action: string;
  /** Where. */
  readonly target: PostgresTarget;
}

/** The server answers, but has no TLS although that is wanted. */
export class TlsRefusedError extends Error {
  /** Tells it apart. */
  override readonly name = "TlsRefusedError";
}

/** An answer did not come in time. */
export class LateError extends Error {
  /** Tells it apart. */
  override readonly name = "LateError";
}

/**
 * Turns what the client library, the network or the server says into what the port promises: `ConfigError` for
 * DATABASE_URL where a person must act, `UnavailableError` where it may heal by itself. Never has a password.
 */
export function toPostgresError(cause: unknown, attempt: Attempt): unknown {
  if (!(cause instanceof Error) || isOwn(cause)) return cause;
  const code = codeOf(cause);
  const failed = `Cannot ${attempt.action} PostgreSQL at "${toAddress(attempt.target)}"`;
  const problem = toProblem(cause, code, attempt.target);
  if (problem !== null) {
    return withCause(new ConfigError([{ key: "DATABASE_URL", problem }]), cause);
  }
  if (isPassing(cause, code)) {
    return new UnavailableError(`${failed}: ${sentenceOf(cause, code)}`, { cause });
  }
  return new Error(`${failed}: ${cause.message}`, { cause });
}

/** SQLSTATE, or the name that Node or the client library gives. */
export function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? code : "";
}

/** Whether an error is the end of its connection: the network's, or the server's last word on it. */
export function isConnectionLost(error: unknown): boolean {
  const { severity } = error as { severity?: unknown };
  if (severity !== undefined) return severity === "FATAL" || severity === "PANIC";
  return !isOwn(error as Error) && isPassing(error as Error, codeOf(error));
}

function isOwn(error: Error): boolean {
  return error instanceof ConfigError || error instanceof UnavailableError ||
    error instanceof ConflictError || error instanceof RangeError;
}

/** What a person must mend; null = nothing. */
function toProblem(cause: Error, code: string, target: PostgresTarget): string | null {
  const { user, database, sslMode } = target;
  const address = `"${toAddress(target)}"`;
  if (cause instanceof TlsRefusedError) {
    return `${address} does not speak TLS, but sslmode is ${sslMode}: turn TLS on there, or use ` +
      "sslmode=disable";
  }
  if (code === "28P01" || code.startsWith("SASL_") || code === "AUTH_TYPE_NOT_IMPLEMENTED") {
    return `${address} refuses user "${user}" (${cause.message}): mend the user or the password`;
  }
  if (code === "28000") {
    return `${address} lets nobody in as user "${user}" for database "${database}" ` +
      `(${cause.message}): mend the user, use sslmode=require, or change pg_hba.conf there`;
  }
  if (code === "3D000") {
    return `${address} has no database "${database}": create it, or name another`;
  }
  if (code === "42501") {
    return `user "${user}" may not do what is needed in database "${database}" at ${address} ` +
      `(${cause.message}): grant CREATE on that database, or all on its schema`;
  }
  if (isCertificateFault(cause, code)) {
    return `the certificate of ${address} is not trusted with sslmode=${sslMode} ` +
      `(${cause.message}): give the CA that signed it in DATABASE_CA, or a host name that is in it`;
  }
  return null;
}

function isCertificateFault(cause: Error, code: string): boolean {
  return /^(CERT_|ERR_TLS_CERT|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO)/.test(code) ||
    /certificate|UnknownIssuer|NotValidForName/i.test(cause.message);
}

/** Whether the next try may do. */
function isPassing(cause: Error, code: string): boolean {
  return cause instanceof LateError || PASSING_STATES.test(code) || PASSING_CODES.test(code) ||
    /^(read|write|connect) E[A-Z]+$|socket disconnected|UnexpectedEof/.test(cause.message);
}

function sentenceOf(cause: Error, code: string): string {
  if (code === "ENOTFOUND") return "its host name is not known: see DATABASE_URL";
  if (code === "ECONNREFUSED") return "nobody listens there: start it, or see DATABASE_URL";
  if (code === "CONNECT_TIMEOUT") return "it does not answer in time";
  if (code.startsWith("CONNECTION_")) return "the connection was closed";
  return cause.message || code;
}

function withCause(error: ConfigError, cause: Error): ConfigError {
  error.cause = cause;
  return error;
}

/**
 * SQLSTATEs (https://www.postgresql.org/docs/current/errcodes-appendix.html): connection, read-only (a standby
 * that is not yet promoted), lost tables, conflicts of transactions, resources, locks, shutdown, disk.
 */
const PASSING_STATES = /^(08...|25006|3F000|42P01|40...|53...|55P03|57...|58...)$/;

/** Of Node's network, and of the client library. */
const PASSING_CODES =
  /^(E(CONN|HOST|NET|ADDR|TIMEDOUT|PIPE|NOTFOUND|AI_|PROTO)[A-Z]*|CONNECT(ION)?_[A-Z]+)$/;
