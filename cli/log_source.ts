import type { LogDocument } from "../core/event.ts";
import type { Table } from "../core/stats/table.ts";
import type { TrimmedDocument } from "../core/trim_document.ts";
import type { Explanation } from "../ports/log_store.ts";
import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import type { ExportFormatName } from "../services/api/export_format.ts";
import type { Asked } from "./read_filter.ts";

/** Where the words of the terminal look for logs: the store of this configuration, or an API. */
export interface LogSource extends AsyncDisposable {
  /** Pages of the events that match, until there were `limit`, or all. */
  search(asked: Asked, options: SearchOptions): AsyncIterable<Found>;
  /** How many match, exactly. */
  count(asked: Asked): Promise<number>;
  /** The table that the query's pipes make. */
  table(asked: Asked): Promise<Table>;
  /** Where what arrives from now on begins. */
  end(signal: AbortSignal): Promise<string>;
  /** What arrives behind a place, as it arrives; never ends by itself. */
  follow(asked: Asked, options: FollowOptions): AsyncIterable<Shown>;
  /** All that match, written; an iteration that ends has given all. */
  export(asked: Asked, options: ExportOptions): AsyncIterable<Uint8Array>;
}

/** An event as it is asked for: whole, or some of its fields. */
export type Shown = LogDocument | TrimmedDocument;

/** Which of the events that match. */
export interface SearchOptions {
  /** Which come first. */
  readonly order: "newest" | "oldest";
  /** At most so many. */
  readonly limit: number;
  /** Tell also how they were found. */
  readonly explain: boolean;
}

/** Some of the events, and how they were found where that can be told. */
export interface Found {
  /** In the order asked for. */
  readonly events: readonly Shown[];
  /** Only where asked for. */
  readonly explained?: Explanation;
}

/** How to follow. */
export interface FollowOptions {
  /** As `end` gave it. */
  readonly after: string;
  /** Ends it: it rejects with the reason. */
  readonly signal: AbortSignal;
  /** Told how many events were left out, as they came too quickly. */
  readonly onMissed: (count: number) => void;
  /** Told why nothing comes for now; null = it goes on. */
  readonly onProblem: (problem: Error | null) => void;
}

/** How to write all events. */
export interface ExportOptions {
  /** Which come first. */
  readonly order: "newest" | "oldest";
  /** How they are written. */
  readonly format: ExportFormatName;
  /** Ends it: it rejects with the reason. */
  readonly signal: AbortSignal;
}

/** Opens the one that the configuration names. */
export async function openLogSource(config: Config, log: Log): Promise<LogSource> {
  if (config.remote !== null) {
    return (await import("./api_source.ts")).openApiSource(config.remote);
  }
  const { openReader } = await import("./compose.ts");
  const { openStoreSource } = await import("./store_source.ts");
  return openStoreSource(await openReader(config, log));
}
