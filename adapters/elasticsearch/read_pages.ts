import type { LogEvent } from "../../core/event.ts";
import { AnswerTooLongError } from "./answer_too_long_error.ts";
import { type Answer, ask, type AskOptions, type Question } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { type StoredDocument, toEvent } from "./read_document.ts";

/** Documents in an order in which every event has a place of its own. */
export interface Listing {
  /** Which, and in what order. */
  readonly question: Question & Required<Pick<Question, "query" | "sort">>;
  /** At most so many. */
  readonly limit: number;
  /** They end before they are longer together (UTF-16 code units, roughly); at least one comes. */
  readonly charactersMax: number;
  /** So many listings are read at the same time; 1 unless told otherwise. */
  readonly together?: number;
  /** Where a document is in the order, for going on behind it. */
  readonly toPlace: (document: StoredDocument) => readonly (string | number)[];
}

/** What was read. */
export interface Read {
  /** In the order asked for. */
  readonly events: LogEvent[];
  /** The documents they are made from. */
  readonly documents: StoredDocument[];
  /** Whether more follow. */
  readonly more: boolean;
  /** Of the first answer, where it was asked for. */
  readonly total: { readonly value: number; readonly relation: "eq" | "gte" } | null;
}

/**
 * Reads in several requests, few documents first: how many the next one asks for follows from how long they
 * are, and is at most twice as many, as the next ones may be longer. So no answer is much longer than what is
 * wanted; one that is too long nevertheless is asked for by half.
 */
export async function readPages(
  client: ElasticClient,
  listing: Listing,
  options: AskOptions,
): Promise<Read> {
  const { question, limit, charactersMax, together = 1, toPlace } = listing;
  const documents: StoredDocument[] = [];
  let total: Read["total"] = null;
  let length = 0;
  let place = question.search_after;
  let sizeMax = Math.ceil(FIRST_SIZE / together);
  for (let first = true;; first = false) {
    const wanted = toSize({ count: documents.length, length, limit, charactersMax, sizeMax });
    const { hits, size } = await askHalves(client, {
      ...question,
      size: wanted,
      ...(place && { search_after: place }),
      track_total_hits: first ? question.track_total_hits ?? false : false,
    }, options);
    if (first) total = hits?.total ?? null;
    const found = hits?.hits ?? []; // Left out where there is none.
    for (const { _source: document } of found) {
      const own = documentLength(document);
      if (documents.length === limit || (documents.length > 0 && length + own > charactersMax)) {
        return { events: documents.map(toEvent), documents, more: true, total };
      }
      documents.push(document);
      length += own;
    }
    if (found.length < size) {
      return { events: documents.map(toEvent), documents, more: false, total };
    }
    place = toPlace(documents.at(-1)!);
    sizeMax = 2 * size;
  }
}

/** Asks for half as many until the answer is short enough; tells how many that were. */
async function askHalves(
  client: ElasticClient,
  question: Question & { readonly size: number },
  options: AskOptions,
): Promise<Answer & { readonly size: number }> {
  for (let size = question.size;; size = Math.ceil(size / 2)) {
    try {
      return { ...await ask(client, { ...question, size }, options), size };
    } catch (error) {
      if (!(error instanceof AnswerTooLongError) || size === 1) throw error;
    }
  }
}

/** Asks for one more than wanted, which tells whether more follow. */
function toSize(
  { count, length, limit, charactersMax, sizeMax }: {
    count: number;
    length: number;
    limit: number;
    charactersMax: number;
    sizeMax: number;
  },
): number {
  const left = limit - count + 1;
  const fitting = count === 0
    ? sizeMax
    : Math.ceil((charactersMax - length) / Math.max(1, length / count)) + 1;
  return Math.min(left, Math.max(1, fitting), sizeMax, SIZE_MAX);
}

function documentLength(document: StoredDocument): number {
  const { message, service, source, extra_fields, more_fields } = document;
  let length = OWN_LENGTH + message.length + service.length + source.hostname.length +
    source.file.length;
  for (const fields of [extra_fields, more_fields]) {
    for (const name in fields) {
      const value = fields[name];
      length += FIELD_LENGTH + name.length + (typeof value === "string" ? value.length : 0);
    }
  }
  return length;
}

const FIRST_SIZE = 100;

/** The most that a search gives (`index.max_result_window`). */
const SIZE_MAX = 10_000;

/** What an event has beside its texts, and a field beside its name and value. */
const OWN_LENGTH = 16;
const FIELD_LENGTH = 16;
