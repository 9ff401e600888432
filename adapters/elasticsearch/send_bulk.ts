import { errors } from "@elastic/elasticsearch";
import { UnavailableError } from "../../core/errors.ts";
import { wait } from "../../runtime/wait.ts";
import { ByteText } from "./byte_text.ts";
import type { ElasticClient } from "./client.ts";
import {
  type ElasticReason,
  isDenial,
  mayHeal,
  tellReason,
  toAnswerError,
  toPlace,
} from "./errors.ts";

/** What became of one document: it is new, or it was there before, or why it can never be taken. */
export type Outcome = "created" | "there" | { readonly rejected: string };

/** Documents that go in one request. */
export interface BulkItems {
  /** As `DocumentWriter` writes them. Not to be changed before this has resolved. */
  readonly text: ByteText;
  /** Where each one ends in the text. */
  readonly ends: readonly number[];
  /** Told of each item as soon as it is known, once, by its place in `ends`. */
  readonly onOutcome: (index: number, outcome: Outcome) => void;
  /** Told instead where the first answer says that all are new. */
  readonly onAllCreated: () => void;
  /** Told, before it throws, of each item that no answer came for: it may be there, and then was new. */
  readonly onUnsure: (index: number) => void;
}

/**
 * Creates the documents. What the server cannot take now is tried again, it alone, a few times; then throws
 * UnavailableError, at once where no answer came at all, and ConfigError where the server does not allow it. What
 * is there on a second try counts as created where the first may have done it.
 */
export async function sendBulk(client: ElasticClient, items: BulkItems): Promise<void> {
  const { ends, onOutcome } = items;
  let left = ends.map((_, index) => index);
  const unsure = new Set<number>();
  for (let tries = 1;; tries++) {
    const attempt = await tryBulk(client, toBody(items, left), left.length);
    if (attempt.areAllCreated && left.length === ends.length) return items.onAllCreated();
    if (attempt.isUnsure) { for (const index of left) unsure.add(index); }
    const again: number[] = [];
    left.forEach((index, i) => {
      const outcome = attempt.outcomes?.[i] ?? null;
      if (outcome === null) again.push(index);
      else onOutcome(index, outcome === "there" && unsure.has(index) ? "created" : outcome);
    });
    if (again.length === 0) return;
    if (tries === TRIES_MAX || attempt.isHopeless) {
      for (const index of again) if (unsure.has(index)) items.onUnsure(index);
      throw attempt.error;
    }
    left = again;
    await wait((0.5 + Math.random() / 2) * PAUSE_MS * 2 ** tries);
  }
}

/** `outcomes` are of the same order, null where it is to be tried again; `error` says why. */
interface Attempt {
  readonly outcomes?: readonly (Outcome | null)[];
  readonly error: Error | null;
  /** Without an exception. */
  readonly areAllCreated?: boolean;
  /** No answer of the server came: any of them may be there. */
  readonly isUnsure?: boolean;
  /** Trying again soon is useless, or takes too long. */
  readonly isHopeless?: boolean;
}

/** Of those documents alone. */
function toBody({ text, ends }: BulkItems, indices: readonly number[]): Uint8Array<ArrayBuffer> {
  if (indices.length === ends.length) return text.view();
  const some = new ByteText();
  for (const index of indices) some.raw(text.view(ends[index - 1] ?? 0, ends[index]));
  return some.view();
}

async function tryBulk(
  client: ElasticClient,
  lines: Uint8Array<ArrayBuffer>,
  count: number,
): Promise<Attempt> {
  const what = count === 1 ? "append 1 event" : `append ${count} events`;
  try {
    const answer = await client.send<BulkAnswer>({
      what,
      method: "POST",
      path: "/_bulk",
      query: { filter_path: "errors,items.*.status,items.*.error" },
      lines,
    });
    return toAttempt(answer, { client, what, count });
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    const { cause } = error;
    const status = cause instanceof errors.ResponseError ? cause.statusCode : null;
    return {
      error,
      isUnsure: status !== 429 && status !== 413,
      isHopeless: status === null || status === 413, // The next ones would fare no better.
    };
  }
}

interface BulkAnswer {
  readonly errors?: boolean;
  readonly items?: readonly { readonly create: BulkItem }[];
}

interface BulkItem {
  readonly status: number;
  readonly error?: ElasticReason;
}

function toAttempt(
  answer: BulkAnswer,
  { client, what, count }: { client: ElasticClient; what: string; count: number },
): Attempt {
  if (answer.errors === false) {
    return { outcomes: Array(count).fill("created"), areAllCreated: true, error: null };
  }
  if (answer.items?.length !== count) {
    const place = toPlace(client.settings);
    throw new Error(
      `Cannot ${what} at ${place}: the answer tells of ${answer.items?.length} documents`,
    );
  }
  let failure: BulkItem | null = null;
  let denial: BulkItem | null = null;
  let isHopeless = false;
  const outcomes = answer.items.map(({ create: item }): Outcome | null => {
    const { status, error = {} } = item;
    if (status === 201 || status === 200) return "created";
    if (status === 409) return "there";
    if (status === 404 || mayHeal(status, error)) {
      isHopeless ||= status !== 404 && !isBusy(status);
      failure ??= item;
      return null;
    }
    if (isDenial(status)) {
      isHopeless = true;
      denial ??= item;
      return null;
    }
    return { rejected: tellReason(error) };
  });
  const first = denial ?? failure;
  return { outcomes, error: first && toItemError(first, client, what), isHopeless };
}

/** An index that is gone is made anew with the next try. */
function toItemError({ status, error = {} }: BulkItem, client: ElasticClient, what: string): Error {
  const told = toAnswerError(status, error, { what, settings: client.settings });
  return status === 404 ? new UnavailableError(told.message) : client.soften(told, what);
}

/** Trying again soon may help. */
function isBusy(status: number): boolean {
  return status === 429 || status >= 500;
}

const TRIES_MAX = 5;
const PAUSE_MS = 50;
