import { buildCommand } from "@stricli/core";
import type { Explanation, Filter, LogReader, Page, SearchRequest } from "../../ports/log_store.ts";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import {
  dataDir,
  type DataFlags,
  format,
  numberFlag,
  queryWords,
  textFlag,
  timeZone,
  yesFlag,
} from "../flags.ts";
import { runWord } from "../run_word.ts";

/** Which events: the flags of `search` and `count`. */
export interface FilterFlags extends DataFlags {
  /** `--from`, inclusive. */
  readonly from?: string;
  /** `--to`, exclusive. */
  readonly to?: string;
  /** `--json`: for machines. */
  readonly json?: boolean;
  /** `--file`: a file to look into, instead of the store. */
  readonly file?: string;
  /** `--format` of that file. */
  readonly format?: string;
  /** `--time-zone` of that file. */
  readonly timeZone?: string;
}

interface SearchFlags extends FilterFlags {
  readonly limit?: number;
  readonly oldest?: boolean;
  readonly explain?: boolean;
}

/** `--from`, `--to`, `--json`, `--data-dir`, `--file` */
export const filterFlags = {
  from: textFlag("Not before: 2025-10-23T14:32:15Z, epoch milliseconds, now-15m, or 15m", "time"),
  to: textFlag("Before this time", "time"),
  json: yesFlag("One JSON document a line, for machines"),
  dataDir,
  file: textFlag("Look into this file (also .gz) instead of the store", "path"),
  format,
  timeZone,
} as const;

/** `search QUERY`: what matches, newest first. */
export const searchCommand = buildCommand<SearchFlags, string[], Context>({
  docs: { brief: "Search, newest first: search 'level:ERROR payment-*'" },
  parameters: {
    flags: {
      ...filterFlags,
      limit: numberFlag("At most so many; 100 unless told", { min: 1, max: 1_000_000 }),
      oldest: yesFlag("Oldest first"),
      explain: yesFlag("Tell also how it was found: what was passed over, what was read"),
    },
    positional: queryWords,
  },
  async func(flags, ...words) {
    const filter = (await import("../read_filter.ts")).readFilter(flags, words);
    const work = (config: Config) => runSearch(config, flags, { filter, context: this });
    return await runWord(this, { word: "search", flags, named: namedFiles(flags), work });
  },
});

/** The file of `--file`, if there is one. */
export function namedFiles({ file }: FilterFlags): string[] {
  return file === undefined ? [] : [file];
}

/** What stands beside the flags. */
export interface SearchInput {
  /** Query and times. */
  readonly filter: Filter;
  /** Where to write. */
  readonly context: Context;
}

async function runSearch(
  config: Config,
  flags: SearchFlags,
  { filter, context }: SearchInput,
): Promise<void> {
  const { toDocument } = await import("../../core/document.ts");
  const { formatEvent, formatEventJson } = await import("../format_event.ts");
  const { stdout, stderr } = context.process;
  const explanations: Explanation[] = [];
  const explain = flags.explain ?? false;
  const request = { filter, order: flags.oldest ? "oldest" : "newest", explain } as const;
  const color = stdout.isTerminal && !Deno.noColor;
  let shown = 0;
  for await (const { events, explained } of find({ config, flags, context }, request)) {
    shown += events.length;
    if (explained !== undefined) explanations.push(explained);
    const documents = events.map(toDocument);
    const lines = flags.json
      ? documents.map(formatEventJson)
      : documents.map((document) => formatEvent(document, { color }));
    stdout.write(lines.map((line) => `${line}\n`).join(""));
    if (stdout.broken.aborted) return; // `| head` has enough.
  }
  if (stdout.isTerminal && !flags.json) stderr.write(toNote(shown, flags.limit ?? LIMIT));
  if (explain) stderr.write((await import("../explain.ts")).printExplanation(explanations));
}

/** What a person at a terminal may miss: that nothing was found, or that there may be more. */
export function toNote(shown: number, limit: number): string {
  if (shown === 0) return "Nothing found\n";
  return shown < limit ? "" : `No more than ${limit} are shown; --limit N tells how many\n`;
}

/** Events shown unless told. */
const LIMIT = 100;

interface Place {
  readonly config: Config;
  readonly flags: SearchFlags;
  readonly context: Context;
}

type Request = Pick<SearchRequest, "filter" | "order" | "explain">;

/** Some of the events, and how they were found where that can be told. */
type Part = Pick<Page, "events" | "explained">;

async function* find(
  { config, flags: { file, limit = LIMIT }, context }: Place,
  request: Request,
): AsyncIterable<Part> {
  if (file !== undefined) {
    const { searchFile } = await import("../search_file.ts");
    return yield { events: await searchFile({ ...request, path: file, config, limit }) };
  }
  const { openReader } = await import("../compose.ts");
  await using store = await openReader(config, context.log("search"));
  yield* pages(store, request, limit);
}

/** At most so many events are in memory at once. */
const PAGE_EVENTS = 1000;

async function* pages(
  store: LogReader,
  request: Request,
  wanted: number,
): AsyncIterable<Part> {
  let cursor: string | null = null;
  for (let left = wanted; left > 0;) {
    const page = await store.search({ ...request, cursor, limit: Math.min(left, PAGE_EVENTS) });
    yield page;
    left -= page.events.length;
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}
