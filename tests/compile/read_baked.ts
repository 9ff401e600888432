import { Buffer } from "node:buffer";

/** What `deno compile` puts at the end of a binary about how it runs, in parts. */
export interface Baked {
  readonly permissions:
    & {
      readonly [
        /** Null = none; an empty list = all. */
        grant in `allow_${"read" | "write" | "net" | "env" | "sys" | "run" | "ffi"}`
      ]:
        | readonly string[]
        | null;
    }
    & { readonly ignore_env: readonly string[] | null; readonly prompt: boolean };
  readonly v8_flags: readonly string[];
  /** Relative to the root of what is embedded. */
  readonly entrypoint_key: string;
}

/** Reads it from a binary. */
export function readBaked(path: string): Baked {
  const bytes = Deno.readFileSync(path);
  const all = Buffer.from(bytes.buffer);
  // Its beginning, twice, then the length of the JSON that follows.
  const at = all.lastIndexOf(`${MAGIC}${MAGIC}`) + 2 * MAGIC.length;
  const length = Number(all.readBigUInt64LE(at));
  return JSON.parse(all.toString("utf8", at + 8, at + 8 + length));
}

const MAGIC = "d3n0l4nd";
