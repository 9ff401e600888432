import { buildCommand } from "@stricli/core";
import type { Config } from "../../runtime/config.ts";
import type { Context } from "../context.ts";
import {
  format,
  numberFlag,
  type PlaceFlags,
  placeFlags,
  queryWords,
  textFlag,
  timeZone,
  yesFlag,
} from "../flags.ts";
import { runWord } from "../run_word.ts";

/** Values of {@linkcode timeFlags}. */
export interface TimeFlags {
  /** `--from`, inclusive. */
  readonly from?: string;
  /** `--to`, exclusive. */
  readonly to?: string;
}

/** Which events: the flags of `search` and `count`. */
export interface FilterFlags extends PlaceFlags, TimeFlags {
  /** `--json`: for machines. */
  readonly json?: boolean;
  /** `--file`: a file to look into, instead of the store. */
  readonly file?: string;
  /** `--format` of that file. */
  readonly format?: string;
  /** `--time-zone` of that file. */
  readonly timeZone?: string;
}

/** The flags of `search`. */
export interface SearchFlags extends FilterFlags {
  /** `--limit` */
  readonly limit?: number;
  /** `--oldest`: these first. */
  readonly oldest?: boolean;
  /** `--explain`: tell how it was found. */
  readonly explain?: boolean;
}

/** `--from`, `--to` */
export const timeFlags = {
  from: textFlag("Not before: 2025-10-23T14:32:15Z, epoch milliseconds, now-15m, or 15m", "time"),
  to: textFlag("Before this time", "time"),
} as const;

/** `--from`, `--to`, `--json`, `--data-dir`, `--api`, `--file` and what belongs to them */
export const filterFlags = {
  ...timeFlags,
  json: yesFlag("One JSON document a line, for machines"),
  ...placeFlags,
  file: textFlag("Look into this file (also .gz) instead of the store", "path"),
  format,
  timeZone,
} as const;

/** `search QUERY`: what matches, newest first, or the table that its pipes make. */
export const searchCommand = buildCommand<SearchFlags, string[], Context>({
  docs: {
    brief: "Search, newest first: search 'level:ERROR payment-*'",
    fullDescription: "With pipes it prints a table: search 'level:ERROR | stats count() by " +
      "service', or some fields: search 'payment-* | fields order, latency_ms'",
  },
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
    const { readAsked } = await import("../read_filter.ts");
    const { refuseEventFlags, runSearch } = await import("../search.ts");
    const search = { ...flags, asked: readAsked({ ...flags, words }, "any") };
    refuseEventFlags(search);
    const work = (config: Config) => runSearch(config, search, this);
    return await runWord(this, { word: "search", flags, named: namedFiles(flags), work });
  },
});

/** The file of `--file`, if there is one. */
export function namedFiles({ file }: FilterFlags): string[] {
  return file === undefined ? [] : [file];
}
