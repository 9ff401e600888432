import { toServiceName } from "../adapters/file/service_name.ts";
import { openStdinSource } from "../adapters/stdin/source.ts";
import type { LogEvent } from "../core/event.ts";
import { detectFormat } from "../core/parse/detect.ts";
import { parseBatch } from "../core/parse/parse_batch.ts";
import { matches } from "../core/query/matches.ts";
import type { Filter, SearchRequest } from "../ports/log_store.ts";
import type { Config } from "../runtime/config.ts";
import { openText } from "../runtime/open_text.ts";

/** A file, and what to find in it. */
export interface FileSearch {
  /** Plain text, or gzip (known by its first bytes). */
  readonly path: string;
  readonly filter: Filter;
  /** Its format and time zone are how the file is read. */
  readonly config: Config;
}

/**
 * The `limit` newest (or oldest) events of a file that match, without any store: read in one pass, in
 * bounded memory. Lines without a time have that of the file's last change. Throws Error naming the path.
 */
export async function searchFile(
  { order, limit, ...search }: FileSearch & Pick<SearchRequest, "order" | "limit">,
): Promise<LogEvent[]> {
  const compare = order === "newest" ? (a: LogEvent, b: LogEvent) => -inTime(a, b) : inTime;
  const found: LogEvent[] = [];
  for await (const event of readFileEvents(search)) {
    found.push(event);
    if (found.length >= 2 * limit + KEPT_LEAST) found.sort(compare).length = limit;
  }
  return found.sort(compare).slice(0, limit);
}

/** How many events of a file match. */
export async function countFile(search: FileSearch): Promise<number> {
  let count = 0;
  for await (const _event of readFileEvents(search)) count++;
  return count;
}

/** The events of a file that match, in the order of their lines. */
export async function* readFileEvents(search: FileSearch): AsyncIterable<LogEvent> {
  try {
    yield* readMatching(search);
  } catch (error) {
    const reason = (error as Error).message.replace(/ \(os error.*/, "");
    throw new Error(`Cannot read "${search.path}": ${reason}`, { cause: error });
  }
}

async function* readMatching({ path, filter, config }: FileSearch): AsyncIterable<LogEvent> {
  const { query, fromMs, toMs } = filter;
  const changedMs = (await Deno.stat(path)).mtime?.getTime() ?? 0;
  await using source = openStdinSource({
    stream: await openText(path),
    hostname: "localhost",
    timeZone: config.timeZone,
    format: config.logFormat,
    detect: detectFormat,
    service: toServiceName(path),
    now: () => changedMs,
    random: (bytes) => bytes.fill(0), // Ids mean nothing here, and are the same each time.
  });
  for await (const { batches, confirm } of source.read(new AbortController().signal)) {
    for (const batch of batches) {
      for (const event of parseBatch({ ...batch, file: path }, changedMs)) {
        if (fromMs !== null && event.timestampMs < fromMs) continue;
        if (toMs !== null && event.timestampMs >= toMs) continue;
        if (matches(query, event)) yield event;
      }
    }
    confirm();
  }
}

/** As the store orders them: by time, then by place. */
function inTime(a: LogEvent, b: LogEvent): number {
  return a.timestampMs - b.timestampMs || a.position - b.position;
}

/** So that a small limit does not sort at every event. */
const KEPT_LEAST = 1000;
