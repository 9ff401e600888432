import type { Explanation } from "../ports/log_store.ts";

/** How some pages were found together, a few lines for a person; ends with a newline. */
export function printExplanation(pages: readonly Explanation[]): string {
  const sum = (name: keyof Explanation) => pages.reduce((all, page) => all + page[name], 0);
  const blocks = pages[0]?.blocks;
  if (blocks === undefined) {
    return "Nothing to explain: only the embedded store tells how it found what\n";
  }
  const looked = ["byTime", "byMemory", "byFilter", "byMeta", "read"] as const;
  const unreached = sum("blocks") - looked.reduce((all, name) => all + sum(name), 0);
  const rows: [number, string][] = [
    [blocks, pages.length === 1 ? "blocks" : `blocks, looked through for ${pages.length} pages`],
    [sum("byTime"), "passed over by their times"],
    [sum("byMemory"), "passed over because the same query found nothing in them before"],
    [sum("byFilter"), "passed over by the filter of their words"],
    [sum("byMeta"), "answered by their dictionaries and ranges of numbers"],
    [sum("read"), "looked into"],
    [unreached, "not reached: enough was found before"],
    [sum("columns"), `columns read, ${(sum("bytes") / 1024).toFixed(0)} KiB as stored`],
    [sum("cached"), "columns that were in memory"],
  ];
  const width = Math.max(...rows.map(([count]) => String(count).length));
  const lines = rows.filter(([count], i) => i === 0 || count > 0)
    .map(([count, what]) => `${String(count).padStart(width)} ${what}\n`);
  return `${lines.join("")}${sum("ms").toFixed(1)} ms\n`;
}
