import type { Pattern, Query } from "../query/ast.ts";
import { combine } from "../query/combine.ts";
import { toTokens } from "../query/tokens.ts";

/**
 * What messages of one kind have in common: `Card of order_45231 declined after 30.5 ms` is
 * `Card of order_* declined after * ms`. Of the first line, whose numbers and identifiers become `*`; at most
 * {@linkcode SHAPE_LENGTH_MAX} UTF-16 code units.
 */
export function toMessageShape(message: string): string {
  const line = /^.*/.exec(message.slice(0, READ_LENGTH_MAX))![0];
  const shape = line.replace(VARIABLE, "*");
  const isWhole = line.length < READ_LENGTH_MAX && shape.length <= SHAPE_LENGTH_MAX;
  return isWhole ? shape : `${shape.slice(0, SHAPE_LENGTH_MAX - 1)}…`;
}

/** Takes messages of the shape, and few others: they have its words, one right after the other where none has a `*`. */
export function toShapeQuery(shape: string): Query {
  const phrases: Pattern[][] = [[]];
  const words = [...shape.matchAll(WORD)].map(([word]) => word);
  if (shape.endsWith("…")) words.pop(); // It may be cut.
  for (const word of words) {
    if (word.includes("*")) phrases.push([]);
    else phrases.at(-1)!.push(...toTokens(word).map((token) => [token]));
  }
  const parts = phrases.filter((tokens) => tokens.length > 0).slice(0, PHRASES_MAX)
    .map((tokens): Query => ({ kind: "message", tokens }));
  return parts.length === 0 ? { kind: "all" } : combine("and", parts);
}

/** Of a shape. */
export const SHAPE_LENGTH_MAX = 200;

/** Where a line is longer, what follows says little about its kind. */
const READ_LENGTH_MAX = 1000;

/** Of a query; more narrow it down no further. */
const PHRASES_MAX = 8;

/** UUIDs, hexadecimal numbers (with a digit among 8 or more, or after 0x), and numbers with what stands between them. */
const VARIABLE = new RegExp(
  [
    "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "\\b0x[0-9a-f]+",
    "\\b(?=[a-f]*\\d)[0-9a-f]{8,}\\b",
    "\\d+(?:[.,:/-]\\d+)*",
  ].join("|"),
  "gi",
);

const WORD = /[\p{L}\p{N}_*]+/gu;
