/** What of a URL whoever knows it could use: name and password, and the parts of path and query. */
export function toUrlSecrets(text: string): string[] {
  const { username, password, pathname, searchParams } = new URL(text);
  const parts = [username, password, ...pathname.split("/"), ...searchParams.values()];
  return parts.flatMap((part) => [part, decode(part)]);
}

/** The text with `***` in place of each secret of 8 characters or more; shorter ones, such as `api`, are words. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  return longestFirst.filter((secret) => secret.length >= LENGTH_MIN)
    .reduce((hidden, secret) => hidden.replaceAll(secret, "***"), text);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

const LENGTH_MIN = 8;
