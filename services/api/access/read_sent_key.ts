/** What a request says about its caller. */
export type SentKey =
  /** Nothing: neither header is there, or another scheme of Authorization, which is for somebody else. */
  | { readonly kind: "none" }
  /** The text of a key; whether it is one is to be found out. */
  | { readonly kind: "key"; readonly text: string }
  /** Headers that cannot be meant, and why, without anything of what was sent. */
  | { readonly kind: "unreadable"; readonly problem: string };

/** Reads `Authorization: Bearer KEY` and `X-API-Key: KEY`. */
export function readSentKey(headers: Headers): SentKey {
  const bearer = readBearer(headers.get("authorization"));
  const header = headers.get("x-api-key");
  if (bearer !== null && !isOneWord(bearer)) {
    return { kind: "unreadable", problem: "there is no one key after Bearer in Authorization" };
  }
  if (header !== null && !isOneWord(header)) {
    return { kind: "unreadable", problem: "there is no one key in X-API-Key" };
  }
  if (bearer !== null && header !== null && bearer !== header) {
    return { kind: "unreadable", problem: "Authorization and X-API-Key have different ones" };
  }
  const text = bearer ?? header;
  return text === null ? { kind: "none" } : { kind: "key", text };
}

/** What follows `Bearer`; null where there is no such header, or of another scheme. */
function readBearer(header: string | null): string | null {
  const [scheme, ...rest] = (header ?? "").trim().split(/\s+/);
  return scheme!.toLowerCase() === "bearer" ? rest.join(" ") : null;
}

/** A header that came twice has a comma. */
function isOneWord(text: string): boolean {
  return /^[^\s,]+$/.test(text);
}
