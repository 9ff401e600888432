import { isLoopback } from "../../core/is_loopback.ts";
import { isBlockedAddress, isBlockedName } from "../notices/blocked_addresses.ts";

/** A URL of http or https, without a fragment. Throws RangeError, which does not tell it. */
export function parseHttpUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RangeError("is no URL that begins with http:// or https://");
  }
  if (url.username !== "" || url.password !== "") {
    throw new RangeError("has a name or password in it; give username and password instead");
  }
  assertHost(url.hostname);
  url.hash = "";
  return url.href;
}

/** Where mail is handed in. */
export interface MailServer {
  /** A name, or an address without brackets. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** Null = nobody logs in. */
  readonly username: string | null;
  /** A password goes to another machine by TLS alone. */
  readonly tls: "implicit" | "required" | "offered";
}

/** `smtps://user@host:465` or `smtp://user@host:587`. Throws RangeError, which does not tell it. */
export function parseMailServer(text: string): MailServer {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === "") {
    throw new RangeError("is no URL such as smtps://user@host:465 or smtp://user@host:587");
  }
  if (url.password !== "") {
    throw new RangeError("has a password in it; give password or password_file instead");
  }
  if (!/^\/?$/.test(url.pathname) || url.search !== "" || url.hash !== "") {
    throw new RangeError("has more than user, host and port in it; leave the rest out");
  }
  const hostname = url.hostname.toLowerCase();
  assertHost(hostname);
  const isImplicit = url.protocol === "smtps:";
  const username = url.username === "" ? null : decodeName(url.username);
  const needsTls = username !== null && !isLoopback(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (isImplicit ? 465 : 587),
    username,
    tls: isImplicit ? "implicit" : needsTls ? "required" : "offered",
  };
}

/** `a@example.com` or `Name <a@example.com>`. Throws RangeError. */
export function parseMailAddress(text: string): string {
  if (text.length <= ADDRESS_LENGTH_MAX && !/\p{Cc}/u.test(text) && ADDRESS.test(text)) return text;
  throw new RangeError("is no address such as ops@example.com or LogFlow <logflow@example.com>");
}

/** The name of a header that a request may be given, in lower case. Throws RangeError. */
export function parseHeaderName(text: string): string {
  const name = text.toLowerCase();
  if (!/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name)) {
    throw new RangeError("is no name of a header");
  }
  if (!OWN_HEADERS.test(name)) return name;
  throw new RangeError("is a header that LogFlow sets itself; leave it out");
}

/** The value of a header: visible ASCII and spaces. Throws RangeError, which does not tell it. */
export function parseHeaderValue(text: string): string {
  if (text.length <= HEADER_LENGTH_MAX && /^[\x20-\x7e]*$/.test(text)) return text;
  throw new RangeError(`is no value of a header: up to ${HEADER_LENGTH_MAX} of ASCII in one line`);
}

/** Whether Deno's permission flags can carry it. */
export function isUsablePath(text: string): boolean {
  return text !== "" && !/[,\0\n]/.test(text);
}

/** As Deno's permission flags can carry it, and not one that would be refused later anyway. */
function assertHost(hostname: string): void {
  if (!/^([a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(hostname)) {
    throw new RangeError("has no usable host; give a name or an address");
  }
  const host = hostname.replace(/^\[|\]$/g, "");
  if (!isBlockedAddress(host) && !isBlockedName(host)) return;
  throw new RangeError(
    `leads to ${hostname}, which is link-local, of a cloud's metadata or no host's; receivers there are refused`,
  );
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new RangeError("has a % in its user that stands for itself; write it as %25");
  }
}

const ADDRESS = /^(?:[^<>",;:@\\]*<[^\s<>@,;:"\\()]+@[\w.-]+>|[^\s<>@,;:"\\()]+@[\w.-]+)$/;
const ADDRESS_LENGTH_MAX = 254;
const HEADER_LENGTH_MAX = 4096;

const OWN_HEADERS =
  /^(host|connection|content-(length|type)|transfer-encoding|expect|upgrade|te|trailer|x-logflow-.*)$/;
