import { errors } from "@elastic/elasticsearch";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { AnswerTooLongError } from "./answer_too_long_error.ts";
import type { ElasticSettings } from "./options.ts";

/** What was being done, and where. */
export interface ErrorContext {
  /** The words after "Cannot". */
  readonly what: string;
  /** Names the addresses. */
  readonly settings: ElasticSettings;
}

/** An error as Elasticsearch tells it. */
export interface ElasticReason {
  /** E.g. `cluster_block_exception`. */
  readonly type?: string;
  /** A sentence. */
  readonly reason?: string | null;
  /** What led to it. */
  readonly caused_by?: ElasticReason;
  /** Where the whole says only that parts failed. */
  readonly root_cause?: readonly ElasticReason[];
}

/** The server's answer was none that was hoped for, and trying again is useless. */
export class ElasticAnswerError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "ElasticAnswerError";
  /** Of HTTP. */
  readonly status: number;
  /** As the server tells it. */
  readonly reason: ElasticReason;

  /** The message is made from the reason. */
  constructor(message: string, options: ErrorOptions & { status: number; reason: ElasticReason }) {
    super(message, options);
    this.status = options.status;
    this.reason = options.reason;
  }
}

/**
 * What a caller can act on: `UnavailableError` for what may heal, `ConfigError` for what only a person can
 * (by the name of the variable), {@linkcode AnswerTooLongError} for what may be answered in parts,
 * {@linkcode ElasticAnswerError} for any other answer.
 */
export function translateError(error: unknown, context: ErrorContext): unknown {
  if (error instanceof errors.ResponseError) return translateAnswer(error, context);
  if (error instanceof errors.ProductNotSupportedError) {
    return toConfigError("ELASTICSEARCH_URL", `${toPlace(context.settings)} is no Elasticsearch`);
  }
  if (error instanceof errors.DeserializationError) {
    const problem = `${toPlace(context.settings)} does not answer as Elasticsearch does`;
    return toConfigError("ELASTICSEARCH_URL", problem);
  }
  if (error instanceof AnswerTooLongError) {
    const message = `Cannot ${context.what} at ${toPlace(context.settings)}: ${error.message}`;
    return new AnswerTooLongError(message, { cause: error });
  }
  if (!(error instanceof errors.ElasticsearchClientError)) return error;
  if (CERTIFICATE.test(error.message)) {
    const problem = `the certificate of ${toPlace(context.settings)} is not trusted ` +
      `(${error.message}); name the file of the authority that signed it`;
    return toConfigError("ELASTICSEARCH_CA", problem);
  }
  const why = `${error.message || error.name}; see ELASTICSEARCH_URL`;
  return toUnavailable(why, { ...context, cause: error });
}

/** An error of the kind that its status and type say; also of one item of a bulk request. */
export function toAnswerError(
  status: number,
  reason: ElasticReason,
  context: ErrorContext & { readonly cause?: unknown },
): Error {
  const advice = toAdvice(reason);
  if (advice !== null) return toUnavailable(`${tellReason(reason)}; ${advice}`, context);
  if (isDenial(status)) return toAuthError(status, context.settings);
  if (status === 413) {
    return toUnavailable("status is 413; let requests of 16 MiB pass the proxy before it", context);
  }
  if (isPassing(status)) {
    return toUnavailable(`status is ${status}, ${tellReason(reason)}`, context);
  }
  const message = `Cannot ${context.what} at ${toPlace(context.settings)}: ${tellReason(reason)}`;
  return new ElasticAnswerError(message, { status, reason, cause: context.cause });
}

/** Whether {@linkcode toAnswerError} makes an `UnavailableError` of it: an error takes more memory than an answer. */
export function mayHeal(status: number, reason: ElasticReason): boolean {
  return isPassing(status) || status === 413 || toAdvice(reason) !== null;
}

/** Whether {@linkcode toAnswerError} makes a `ConfigError` of it, unless it may heal. */
export function isDenial(status: number): boolean {
  return status === 401 || status === 403;
}

/** Whether the server does not have what was asked for. */
export function isMissing(error: unknown): boolean {
  return error instanceof ElasticAnswerError && error.status === 404;
}

/** Whether somebody else was first. */
export function isConflict(error: unknown): boolean {
  return error instanceof ElasticAnswerError &&
    (error.status === 409 || error.reason.type === "resource_already_exists_exception");
}

/** The addresses, without what may be secret in them. */
export function toPlace({ urls }: ElasticSettings): string {
  return urls.map((url) => {
    const { protocol, host, pathname } = new URL(url);
    return `"${protocol}//${host}${pathname === "/" ? "" : pathname}"`;
  }).join(", ");
}

/** The deepest cause tells most. */
export function toCause(reason: ElasticReason): ElasticReason {
  let cause = reason.caused_by ?? reason.root_cause?.[0] ?? reason;
  while (cause.caused_by) cause = cause.caused_by;
  return cause;
}

/** In a few words, of which none is longer than a line or two. */
export function tellReason(reason: ElasticReason): string {
  const told = [reason, toCause(reason)].map((one) =>
    one.reason ? `${one.type}: ${one.reason}`.slice(0, REASON_CHARACTERS_MAX) : one.type
  );
  return [...new Set(told)].filter((text) => text !== undefined).join(", by ") ||
    "no reason is given";
}

function translateAnswer(error: errors.ResponseError, context: ErrorContext): Error {
  const body: unknown = error.body;
  const told = typeof body === "object" && body !== null && "error" in body ? body.error : null;
  const reason: ElasticReason = typeof told === "string"
    ? { reason: told }
    : told ?? { reason: `status ${error.statusCode}` };
  return toAnswerError(error.statusCode ?? 0, reason, { ...context, cause: error });
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** What a person must do so that it heals; null = nothing of that kind. */
function toAdvice(reason: ElasticReason): string | null {
  const text = `${reason.type}: ${reason.reason} ${toCause(reason).reason}`;
  if (/disk usage exceeded flood-stage/.test(text)) {
    return "free disk space there, or lower LOGFLOW_RETENTION or LOGFLOW_DISK_MAX";
  }
  if (/maximum (normal )?shards open/.test(text)) {
    return "raise cluster.max_shards_per_node there, or lower ELASTICSEARCH_SHARDS, " +
      "ELASTICSEARCH_REPLICAS or LOGFLOW_RETENTION";
  }
  if (/index read-only/.test(text)) {
    return "remove the block (index.blocks.read_only) from it";
  }
  if (reason.type === "index_closed_exception") return "open the index again, or remove it";
  if (/cluster read-only/.test(text)) {
    return "remove the block (cluster.blocks.read_only) from the cluster";
  }
  if (/index write \(api\)/.test(text)) {
    return "remove the block (index.blocks.write) from it, or wait until it is pruned";
  }
  return reason.type === "cluster_block_exception" ? "see what the cluster waits for" : null;
}

function toAuthError(status: number, { auth }: ElasticSettings): ConfigError {
  if (auth === null) {
    return toConfigError(
      "ELASTICSEARCH_API_KEY",
      `the server wants to know who asks (status is ${status}); ` +
        "set it, or ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD",
    );
  }
  const [key, what] = "apiKey" in auth
    ? ["ELASTICSEARCH_API_KEY", "this key"]
    : ["ELASTICSEARCH_PASSWORD", `"${auth.username}" with this password`];
  const problem = status === 401
    ? `the server does not take ${what}`
    : `the server does not allow ${what} what LogFlow does`;
  return toConfigError(key!, `${problem} (status is ${status})`);
}

function toConfigError(key: string, problem: string): ConfigError {
  return new ConfigError([{ key, problem }]);
}

function toUnavailable(
  why: string,
  { what, settings, cause }: ErrorContext & { readonly cause?: unknown },
): UnavailableError {
  return new UnavailableError(`Cannot ${what} at ${toPlace(settings)}: ${why}`, { cause });
}

const CERTIFICATE = /certificate|UnknownIssuer|self.signed|altnames|CERT_/i;

const REASON_CHARACTERS_MAX = 300;
