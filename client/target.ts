import { isLoopback } from "../core/is_loopback.ts";
import type { ClientOptions } from "./options.ts";

/** Where all calls of a client go, and what goes with each. */
export interface Target {
  /** Ends with `/`. */
  readonly base: URL;
  /** The key, if there is one. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Reads where the API is. Throws TypeError where that cannot be meant, or would give the key away. */
export function toTarget({ url, key, insecure = false }: ClientOptions): Target {
  const base = toBase(url);
  if (key === undefined) return { base, headers: {} };
  if (!/^[\x21-\x7e]+$/.test(key)) {
    throw new TypeError("Cannot use the API key: it is empty, or has spaces or other signs in it");
  }
  if (isReadable(base) && !insecure) {
    throw new TypeError(
      `Cannot send an API key to "${base.origin}": by plain HTTP all on the way can read it; ` +
        "give an https address, or allow it by `insecure`",
    );
  }
  return { base, headers: { authorization: `Bearer ${key}` } };
}

/** Whether others can read on the way what is sent there. */
export function isReadable({ protocol, hostname }: URL): boolean {
  return protocol === "http:" && !isLoopback(hostname);
}

function toBase(given: string | URL): URL {
  const base = URL.canParse(given) ? new URL(given) : null;
  if (base === null || !/^https?:$/.test(base.protocol)) {
    throw new TypeError("Cannot use the API's address: it is no URL such as http://127.0.0.1:8000");
  }
  if (base.username !== "" || base.password !== "") {
    throw new TypeError(
      "Cannot use the API's address: it has a name or password; give a key instead",
    );
  }
  base.search = "";
  base.hash = "";
  if (!base.pathname.endsWith("/")) base.pathname += "/";
  return base;
}
