import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";
import { wait } from "../../runtime/wait.ts";
import type { Slices } from "./split_json.ts";

/** What is to become events, and what is not. */
export interface CheckedItems {
  /** Index in the request of each item that is a JSON object within the limits. */
  readonly accepted: number[];
  /** All others, in order of index. */
  readonly rejected: RejectedItem[];
  /** The first of the rejected items that is no JSON at all; null = none. */
  readonly malformed: RejectedItem | null;
}

/** An item that does not become an event, and why. */
export interface RejectedItem {
  /** Its place in the request, from 0; blank lines do not count. */
  readonly index: number;
  /** A predicate, to be read after "the item". */
  readonly error: string;
}

/**
 * Looks at every item: a JSON object of at most {@linkcode EVENT_BYTES_MAX} bytes is accepted. Lets other
 * requests go on in between; rejects with the signal's reason once it fires.
 */
export async function checkItems(
  bytes: Uint8Array<ArrayBuffer>,
  slices: Slices,
  signal: AbortSignal,
): Promise<CheckedItems> {
  const accepted: number[] = [];
  const rejected: RejectedItem[] = [];
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let malformed: RejectedItem | null = null;
  for (let index = 0; 2 * index < slices.length; index++) {
    if (index % ITEMS_AT_ONCE === ITEMS_AT_ONCE - 1) await wait(0, signal);
    const item = bytes.subarray(slices[2 * index]!, slices[2 * index + 1]!);
    let error = refuseSize(item.length);
    if (error === null) {
      try {
        error = refuseType(JSON.parse(decoder.decode(item)));
      } catch (thrown) {
        error = `is not JSON: ${(thrown as Error).message}`;
        malformed ??= { index, error };
      }
    }
    if (error === null) accepted.push(index);
    else rejected.push({ index, error });
  }
  return { accepted, rejected, malformed };
}

function refuseSize(bytes: number): string | null {
  return bytes <= EVENT_BYTES_MAX
    ? null
    : `is ${bytes} bytes long, over the limit of ${EVENT_BYTES_MAX}`;
}

function refuseType(value: unknown): string | null {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return null;
  const type = value === null ? "null" : Array.isArray(value) ? "an array" : `a ${typeof value}`;
  return `is ${type}, not an object`;
}

/** Some 20 ms of work. */
const ITEMS_AT_ONCE = 2000;
