import { createHash } from "node:crypto";

/** SHA-256 of a short text as hex. */
export function digestOfText(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
