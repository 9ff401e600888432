import { escapeText } from "../runtime/escape_text.ts";

/**
 * Rows under their headings, in columns two spaces apart, those of `toTheRight` on their right side; what they
 * say cannot steer the terminal.
 */
export function toTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  toTheRight: readonly boolean[] = [],
): string {
  const lines = [headings, ...rows].map((row) => row.map(escapeText));
  const widths = headings.map((_, i) => {
    return lines.reduce((most, line) => Math.max(most, line[i]!.length), 0);
  });
  return lines.map((line) => {
    const cells = line.map((cell, i) => {
      return toTheRight[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!);
    });
    return `${cells.join("  ").trimEnd()}\n`;
  }).join("");
}
