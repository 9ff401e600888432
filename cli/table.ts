import { escapeText } from "../runtime/escape_text.ts";

/** Rows under their headings, in columns two spaces apart; what they say cannot steer the terminal. */
export function toTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, ...rows].map((row) => row.map(escapeText));
  const widths = headings.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines.map((line) => {
    const cells = line.map((cell, i) => cell.padEnd(widths[i]!));
    return `${cells.join("  ").trimEnd()}\n`;
  }).join("");
}
