import { UnavailableError } from "../../core/errors.ts";
import { escapeText } from "../escape_text.ts";
import { LateError } from "./open_deadline.ts";
import { BlockedError, NotAllowedError } from "./open_socket.ts";

/** What went wrong with a connection to a receiver; `what` is what could not be done. */
export function toConnectionError(cause: unknown, what: string): Error {
  if (cause instanceof BlockedError) {
    return new Error(
      `${what}: its address is ${cause.message}, which is link-local, of a cloud's metadata or no host's; ` +
        "receivers there are refused",
      { cause },
    );
  }
  if (cause instanceof NotAllowedError || codeOf(cause) === "EPERM") {
    const problem = "this process may not talk to that address; start it again after a change of " +
      "receivers";
    return new Error(`${what}: ${problem}`, { cause });
  }
  return new UnavailableError(`${what}: ${toReason(cause)}`, { cause });
}

function toReason(cause: unknown): string {
  if (cause instanceof LateError) return cause.message;
  const known = REASONS[codeOf(cause)];
  if (known !== undefined) return known;
  const said = escapeText(cause instanceof Error ? cause.message : String(cause));
  const hint = /certificate/i.test(said)
    ? "; if its authority is your own, give that as ca_file"
    : "";
  return `${said.slice(0, LENGTH_MAX)}${hint}`;
}

function codeOf(cause: unknown): string {
  return String((cause as { code?: unknown } | null)?.code ?? "");
}

const HUNG_UP = "the connection was closed before the answer";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the connection is refused; is it running there?",
  ECONNRESET: HUNG_UP,
  EPIPE: HUNG_UP,
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name cannot be looked up now",
  EHOSTUNREACH: "there is no way to it",
  ENETUNREACH: "there is no way to it",
  ETIMEDOUT: "it does not answer",
};

const LENGTH_MAX = 300;
