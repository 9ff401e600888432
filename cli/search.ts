import { findHints } from "../core/query/find_hints.ts";
import { findFields, findTable } from "../core/query/pipe.ts";
import type { Explanation } from "../ports/log_store.ts";
import type { Config } from "../runtime/config.ts";
import { escapeText } from "../runtime/escape_text.ts";
import type { Context } from "./context.ts";
import { printExplanation } from "./explain.ts";
import { UsageError } from "./failure.ts";
import { createFormatter } from "./format_event.ts";
import { type LogSource, openLogSource } from "./log_source.ts";
import { printTable } from "./print_table.ts";
import type { Asked } from "./read_filter.ts";

/** What `search` and `count` look into. */
export interface SearchPlace {
  /** A file, instead of the store or the API. */
  readonly file?: string;
}

/** What `search` was asked for. */
export interface Search extends SearchPlace {
  /** Which events, or what of them. */
  readonly asked: Asked;
  /** For machines. */
  readonly json?: boolean;
  /** At most so many events. */
  readonly limit?: number;
  /** These first. */
  readonly oldest?: boolean;
  /** Tell how they were found. */
  readonly explain?: boolean;
}

/** Prints what matches, or the table that is made of it. */
export async function runSearch(config: Config, search: Search, context: Context): Promise<void> {
  const { asked, json = false } = search;
  const { stdout } = context.process;
  const isTable = findTable(asked.piped) !== null;
  await using source = await openSearched(config, search, context);
  if (isTable) stdout.write(printTable(await source.table(asked), json));
  else await printEvents(source, search, context);
}

/** Opens what is searched. */
export async function openSearched(
  config: Config,
  { file }: SearchPlace,
  context: Context,
): Promise<Pick<LogSource, "search" | "count" | "table" | typeof Symbol.asyncDispose>> {
  if (file === undefined) return await openLogSource(config, context.log("search"));
  return (await import("./file_source.ts")).openFileSource(file, config);
}

async function printEvents(
  source: Pick<LogSource, "search">,
  { asked, json = false, limit = LIMIT, oldest = false, explain = false }: Search,
  { process: { stdout, stderr } }: Context,
): Promise<void> {
  const explanations: Explanation[] = [];
  const order = oldest ? "oldest" : "newest";
  const color = stdout.isTerminal && !Deno.noColor;
  const toLine = createFormatter({ json, color, fields: findFields(asked.piped) });
  let shown = 0;
  for await (const { events, explained } of source.search(asked, { order, limit, explain })) {
    shown += events.length;
    if (explained !== undefined) explanations.push(explained);
    stdout.write(events.map((event) => `${toLine(event)}\n`).join(""));
    if (stdout.broken.aborted) return; // `| head` has enough.
  }
  if (stdout.isTerminal && !json) stderr.write(toNote(shown, limit));
  if (shown === 0) stderr.write(toHintNote(asked.text));
  if (explain) stderr.write(printExplanation(explanations));
}

/** What a person at a terminal may miss: that nothing was found, or that there may be more. */
export function toNote(shown: number, limit: number): string {
  if (shown === 0) return "Nothing found\n";
  return shown < limit ? "" : `No more than ${limit} are shown; --limit N tells how many\n`;
}

/** What may have been meant by a query that finds nothing; nothing where it looks as it should. */
export function toHintNote(text: string): string {
  return findHints(text).map((hint) => `Perhaps: ${escapeText(hint)}\n`).join("");
}

/** Throws UsageError on flags that mean nothing for a table. */
export function refuseEventFlags({ asked, limit, oldest, explain }: Search): void {
  if (findTable(asked.piped) === null) return;
  const given = [limit !== undefined && "--limit", oldest && "--oldest", explain && "--explain"]
    .filter(Boolean);
  if (given.length === 0) return;
  throw new UsageError(
    `${given.join(", ")}: cannot be used with a table; add | sort … or | limit … to the query`,
  );
}

/** Events shown unless told. */
const LIMIT = 100;
