import type { Database } from "../../runtime/sqlite.ts";

/** What the pages of a store's file are for. */
export interface Space {
  /** Of pages that hold something: blocks, head, intervals, and what is kept of damaged parts. */
  readonly usedBytes: number;
  /** Pages that hold nothing: used again before the file grows. */
  readonly freePages: number;
  /** Of each. */
  readonly pageBytes: number;
}

/** Reads three numbers that SQLite has at hand. */
export function readSpace(database: Database): Space {
  const read = (name: "page_count" | "page_size" | "freelist_count") =>
    database.statement(`PRAGMA ${name}`).get<Record<string, number>>()![name]!;
  const [pages, freePages, pageBytes] = [
    read("page_count"),
    read("freelist_count"),
    read("page_size"),
  ];
  return { usedBytes: (pages - freePages) * pageBytes, freePages, pageBytes };
}
