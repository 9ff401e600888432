/** What of a URL whoever knows it could use: name and password, and the parts of path and query. */
export function toUrlSecrets(text: string): string[] {
  const { username, password, pathname, searchParams } = new URL(text);
  const parts = [username, password, ...pathname.split("/"), ...searchParams.values()];
  return parts.flatMap((part) => [part, decode(part)]);
}

/** What of a header's value whoever knows it could use: all of it, its words, and what `Basic` says in base64. */
export function toHeaderSecrets(value: string): string[] {
  const words = value.split(/\s+/);
  const basic = words[0]?.toLowerCase() === "basic" ? fromBase64(words[1] ?? "") : "";
  return [value, ...words, basic, ...basic.split(":")];
}

/** The text with `***` in place of each secret of 8 characters or more; shorter ones, such as `api`, are words. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  return longestFirst.filter((secret) => secret.length >= LENGTH_MIN)
    .reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
}

function fromBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.fromBase64(text));
  } catch {
    return "";
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const LENGTH_MIN = 8;
