import { refusal } from "../problem.ts";

/** The ETag of what is at this revision. */
export function toETag(revision: number): string {
  return `"${revision}"`;
}

/**
 * Refuses a change to what is at `revision` unless If-Match names it, or is `*`: 428 where it is missing, 412
 * where it names others (RFC 9110 §13.1.1).
 */
export function refuseOther(headers: Headers, revision: number): void {
  const given = headers.get("if-match");
  if (given === null) {
    const detail =
      "Cannot change it: If-Match is missing; send the ETag of what was read before, or *";
    throw refusal({ status: 428, detail });
  }
  if (given.trim() !== "*" && !readTags(given).includes(toETag(revision))) throw changedMeanwhile();
}

/** Whether If-None-Match names the tag of what is there, or is `*`: the answer is 304 (RFC 9110 §13.1.2). */
export function isKnown(headers: Headers, tag: string): boolean {
  const given = headers.get("if-none-match") ?? "";
  const tags = readTags(given).map((tag) => tag.replace(/^W\//, ""));
  return given.trim() === "*" || tags.includes(tag);
}

/** What is told where somebody else was faster. */
export function changedMeanwhile(): Error {
  const detail = "Cannot change it: it was changed meanwhile; read it again, and change that";
  return refusal({ status: 412, detail });
}

/** A weak one is never that of a change to come. */
function readTags(header: string): string[] {
  return header.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
