import { parseId, toId } from "../../core/id.ts";
import type { Pattern } from "../../core/query/ast.ts";
import { literalText } from "../../core/query/pattern.ts";
import type { Block } from "./block.ts";
import type { Decision } from "./match_value.ts";
import { filterRows, type Rows } from "./rows.ts";
import { fitsPattern } from "./heed.ts";

/** The rows whose id fits. */
export function matchId(pattern: Pattern, block: Block): Rows {
  const origin = block.fixed("origin");
  const { positions } = block.places();
  const key = toKey(pattern);
  if (key !== null) {
    return filterRows(
      block.count,
      (row) => positions[row] === key.position && origin.cell(row) === key.origin,
    );
  }
  return filterRows(block.count, (row) =>
    fitsPattern(
      pattern,
      toId({ origin: origin.cell(row) as string, position: positions[row]! }),
    ));
}

/** Whether a block's meta rules the id out. */
export function decideId(pattern: Pattern, { meta: { origins } }: Block): Decision {
  if (literalText(pattern) === null) return "some";
  const key = toKey(pattern);
  if (key === null) return "none";
  if (origins === null) return "some";
  return origins.some(([origin, min, max]) =>
      origin === key.origin && min <= key.position && key.position <= max
    )
    ? "some"
    : "none";
}

/** What a pattern without wildcards names; null when that is no id as it is printed. */
function toKey(pattern: Pattern): ReturnType<typeof parseId> {
  const text = literalText(pattern);
  const key = text === null ? null : parseId(text);
  return key !== null && toId(key) === text ? key : null;
}
