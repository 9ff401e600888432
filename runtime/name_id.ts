import { toBase62 } from "../core/short_id.ts";
import { sha256 } from "./sha256.ts";

/** The id (10 letters and digits) of what is known by its name: so there is one of each, whoever is faster. */
export async function toNameId(name: string): Promise<string> {
  return toBase62((await sha256(name)).subarray(0, 8), 10);
}
