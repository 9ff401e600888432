import { UnavailableError } from "../../core/errors.ts";
import { escapeText } from "../../runtime/escape_text.ts";
import { hideSecrets } from "../../runtime/notices/hide_secrets.ts";
import { toConnectionError } from "../../runtime/notices/translate_error.ts";

/** What nodemailer says of a reply of the server (RFC 5321, 4.2.1). */
interface SmtpError extends Error {
  readonly responseCode?: number | undefined;
  readonly code?: string | undefined;
  /** That of the system, where `code` is nodemailer's own. */
  readonly originalCode?: string | undefined;
}

/** What nodemailer says of who was not accepted while others were. */
export interface Sent {
  readonly rejected: readonly unknown[];
  readonly rejectedErrors?: readonly SmtpError[] | undefined;
}

/** What went wrong with all of a mail; `what` is what could not be done. */
export function toMailError(cause: unknown, what: string, password: string): Error {
  const { responseCode, code, message, originalCode } = cause as SmtpError;
  const said = escapeText(hideSecrets(message, [password])).slice(0, SAID_LENGTH_MAX);
  if (responseCode !== undefined) {
    return isLasting(responseCode)
      ? new Error(`${what}: it refuses: ${said}`, { cause })
      : new UnavailableError(`${what}: it cannot now: ${said}`, { cause });
  }
  if (code !== undefined && REFUSALS.includes(code)) {
    return new Error(`${what}: ${said}`, { cause });
  }
  const shown = originalCode === undefined
    ? cause
    : Object.assign(new Error(message, { cause }), { code: originalCode });
  return toConnectionError(shown, what);
}

/** What went wrong with those who were not accepted while others were. */
export function toRejectedText({ rejected, rejectedErrors = [] }: Sent, what: string): string {
  const why = rejectedErrors.map(({ message }) => message).join("; ");
  const said = escapeText(`to ${rejected.join(", ")}: ${why}`).slice(0, SAID_LENGTH_MAX);
  return `${what} ${said}; the others have it`;
}

/** Who may be accepted later. */
export function toLater({ rejected, rejectedErrors = [] }: Sent): string[] {
  return rejected.map(String).filter((_, i) => !isLasting(rejectedErrors[i]?.responseCode ?? 0));
}

/** Who will not be, before somebody mends something. */
export function toRefused({ rejected, rejectedErrors = [] }: Sent): string[] {
  return rejected.map(String).filter((_, i) => isLasting(rejectedErrors[i]?.responseCode ?? 0));
}

function isLasting(responseCode: number): boolean {
  return responseCode >= 500;
}

/** No login is possible, or no mail like this one; time does not mend it. */
const REFUSALS: readonly string[] = ["EAUTH", "ENOAUTH", "EENVELOPE", "EMESSAGE"];

const SAID_LENGTH_MAX = 300;
