import type { Format } from "../../core/raw_batch.ts";
import { checkItems, type RejectedItem } from "./check_items.ts";
import { packItems, type PushBatch, type PushMeta } from "./pack_items.ts";
import { packText } from "./pack_text.ts";
import { refusal } from "./problem.ts";
import { type Slices, splitJson } from "./split_json.ts";
import { splitLines } from "./split_lines.ts";

/** How the body of a push may be written. */
export const PUSH_TYPES = ["application/json", "application/x-ndjson", "text/plain"] as const;

/** One of {@linkcode PUSH_TYPES}. */
export type PushType = (typeof PUSH_TYPES)[number];

/** At most this many events a push. */
export const PUSH_EVENTS_MAX = 100_000;

/** How a body is to be read, and what its events have in common. */
export interface PushOptions {
  /** How the body is written. */
  readonly type: PushType;
  /** Of text lines; null = found out from the first ones. */
  readonly format: Format | null;
  /** What all batches have in common. */
  readonly meta: Omit<PushMeta, "format">;
}

/** A body as batches, and what is not in them. */
export interface Push {
  /** In order of position. */
  readonly batches: readonly PushBatch[];
  /** Events in the batches. */
  readonly accepted: number;
  /** In order of index; none of text. */
  readonly rejected: readonly RejectedItem[];
}

/** Reads the media type of a push; refuses others with 415. */
export function readPushType(header: string | undefined): PushType {
  const [name, ...parameters] = (header ?? "").toLowerCase().split(";").map((part) => part.trim());
  const charset = parameters.find((part) => part.startsWith("charset="))?.slice(8);
  const type = PUSH_TYPES.find((known) => known === name);
  const utf8 = charset === undefined || /^"?utf-?8"?$/.test(charset);
  if (type !== undefined && utf8) return type;
  throw refusal({
    status: 415,
    detail: `Cannot read a body of type ${JSON.stringify((header ?? "").slice(0, 100))}: ` +
      `send ${PUSH_TYPES.join(", ")}, in UTF-8`,
    headers: { "accept-post": PUSH_TYPES.join(", ") },
  });
}

/**
 * Makes batches of a body, which are views of it; it is changed. Refuses with 400 what is no JSON where JSON was promised, with 413 too many
 * events; rejects with the signal's reason once it fires.
 */
export async function toPush(
  body: Uint8Array<ArrayBuffer>,
  options: PushOptions,
  signal: AbortSignal,
): Promise<Push> {
  try {
    return options.type === "text/plain" ? text(body, options) : await json(body, options, signal);
  } catch (error) {
    const status = error instanceof SyntaxError ? 400 : error instanceof RangeError ? 413 : null;
    if (status === null) throw error;
    throw refusal({ status, detail: `Cannot read the body: ${(error as Error).message}` });
  }
}

function text(body: Uint8Array<ArrayBuffer>, { meta, format }: PushOptions): Push {
  const batches = packText(body, { meta, format, eventsMax: PUSH_EVENTS_MAX });
  const accepted = batches.reduce((total, { positions }) => total + positions.length, 0);
  return { batches, accepted, rejected: [] };
}

async function json(
  body: Uint8Array<ArrayBuffer>,
  { type, meta }: PushOptions,
  signal: AbortSignal,
): Promise<Push> {
  const whole = type === "application/json";
  const slices = (whole ? splitJson : splitLines)(body, PUSH_EVENTS_MAX);
  const { accepted, rejected, malformed } = await checkItems(body, slices, signal);
  const fault = isAlone(body, slices) ? rejected[0] : malformed;
  if (whole && fault) {
    const { index, error } = fault;
    throw new SyntaxError(slices.length > 2 ? `item ${index} ${error}` : `it ${error}`);
  }
  const batches = packItems({ bytes: body, slices, accepted }, { ...meta, format: "json" });
  return { batches, accepted: accepted.length, rejected };
}

/** Whether a JSON body is one value and no array. */
function isAlone(body: Uint8Array<ArrayBuffer>, slices: Slices): boolean {
  return slices.length === 2 && !body.subarray(0, slices[0]!).includes(OPEN_ARRAY);
}

const OPEN_ARRAY = 91;
