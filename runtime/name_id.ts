import { createHash } from "node:crypto";
import { toBase62 } from "../core/short_id.ts";

/** The id (10 letters and digits) of what is known by its name: so there is one of each, whoever is faster. */
export function toNameId(name: string): string {
  return toBase62(createHash("sha256").update(name).digest().subarray(0, 8), 10);
}
