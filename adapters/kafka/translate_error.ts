import { ConfigError, UnavailableError } from "../../core/errors.ts";
import type { KafkaOptions } from "./options.ts";
import { SUPPORTED, toCodeError, toConfigError } from "./wire/error_codes.ts";

/** What happened to the socket of a connection that did not come about. */
export interface SocketEvidence {
  /** The first error of the socket. */
  readonly error: Error | null;
  /** The first bytes that came. */
  readonly first: Uint8Array | null;
}

/** Of a connection. */
interface ConnectFacts {
  readonly address: string;
  readonly options: KafkaOptions;
  readonly evidence: SocketEvidence;
}

/** What to tell of a connection that did not come about; never with a password. */
export function toConnectError(error: Error, facts: ConnectFacts): Error {
  const { address, options, evidence } = facts;
  const what = `Cannot connect to Kafka broker "${address}"`;
  const cause = evidence.error ?? error;
  const isListed = options.brokers.includes(address);
  if (cause.name === "NotCapable") {
    const problem = isListed ? "this service may not reach it; see KAFKA_BROKERS" : ADVERTISED;
    return new Error(`${what}: ${problem}: ${cause.message}`, { cause });
  }
  return toTlsError(what, facts, cause) ?? toLoginError(what, facts, error) ??
    toVersionError(what, error) ??
    new UnavailableError(`${what}: ${toReason(cause)}; ${isListed ? LISTED : UNLISTED}`, { cause });
}

/** In words, where it is one of those that everybody meets. */
function toReason(cause: Error): string {
  const { code = "" } = cause as { code?: string };
  if (code === "ECONNREFUSED") return "nobody listens there";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "its name is not known";
  return cause.message;
}

const LISTED = "see KAFKA_BROKERS";
const UNLISTED = "the brokers advertise this address: see their advertised.listeners";

/**
 * What a service may reach beside KAFKA_BROKERS was asked of the brokers when it was started: started anew it may
 * reach those that came since. So this is no fault of the configuration, which nobody would try again.
 */
const ADVERTISED =
  "the brokers advertise an address that is not one of KAFKA_BROKERS, and that this service may not reach " +
  "(start it anew while they are there, or mend their advertised.listeners)";

function toTlsError(what: string, { options, evidence }: ConnectFacts, cause: Error): Error | null {
  const { first } = evidence;
  if (options.tls === null) {
    // An alert of TLS, in answer to a request that is none of it.
    if (first === null || first[0] !== 0x15 || first[1] !== 3) return null;
    return toConfigError("KAFKA_TLS", `${what}: it wants TLS; turn it on`, cause);
  }
  const { code = "" } = cause as { code?: string };
  const problem = `${code} ${cause.message}`;
  if (/CERT|UnknownIssuer|SELF_SIGNED|UNABLE_TO_VERIFY|NotValidForName|ALTNAME/i.test(problem)) {
    return toConfigError("KAFKA_CA", `${what}: ${cause.message}`, cause);
  }
  // A listener without TLS takes the handshake for a request of impossible size, and hangs up.
  if (
    /InvalidContentType|corrupt message|wrong version|packet length|before secure/i.test(problem)
  ) {
    return toConfigError("KAFKA_TLS", `${what}: it does not speak TLS; turn it off`, cause);
  }
  return null;
}

function toLoginError(what: string, { options }: ConnectFacts, error: Error): Error | null {
  const { sasl } = options;
  if (sasl === null) return null;
  const problem = error.message;
  if (/ILLEGAL_SASL_STATE|not valid given the current SASL state/i.test(problem)) {
    return toConfigError("KAFKA_SASL_MECHANISM", `${what}: it wants no login; unset it`);
  }
  if (/UNSUPPORTED_SASL|not support/i.test(problem)) {
    return toConfigError(
      "KAFKA_SASL_MECHANISM",
      `${what}: it does not know ${sasl.mechanism}; its sasl.enabled.mechanisms tells what it does`,
    );
  }
  if (error.name !== "KafkaJSSASLAuthenticationError" && !/SASL .*fail/i.test(problem)) return null;
  return toConfigError(
    "KAFKA_SASL_PASSWORD",
    `${what}: it refuses user "${sasl.username}" with this password (or KAFKA_SASL_USERNAME is wrong)`,
  );
}

function toVersionError(what: string, error: Error): Error | null {
  const isOld = /API Versions not supported|ServerDoesNotSupportApiKey/.test(
    `${error.name} ${error.message}`,
  );
  return isOld ? toConfigError("KAFKA_BROKERS", `${what}: ${SUPPORTED}`, error) : null;
}

/** What kafkajs threw, as LogFlow's own. `what` could not be done, e.g. `create topic "logs-raw"`. */
export function toBusError(error: unknown, what: string): Error {
  if (error instanceof UnavailableError || error instanceof ConfigError) return error;
  const { message } = error as Error;
  const code = toCode(error);
  if (/Requires net access/.test(message)) {
    return new Error(`Cannot ${what}: ${ADVERTISED}: ${message}`, { cause: error });
  }
  if (code !== null) return toCodeError(code, what);
  return new UnavailableError(`Cannot ${what}: ${message}`, { cause: error });
}

/** The brokers' error code, in the error or what caused it. */
function toCode(error: unknown): number | null {
  for (let at = error; at instanceof Error; at = at.cause) {
    const { code } = at as { code?: unknown };
    if (typeof code === "number" && code > 0) return code;
  }
  return null;
}
