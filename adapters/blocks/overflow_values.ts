import type { FieldValue } from "../../core/event.ts";
import type { Block } from "./block.ts";
import { parseFields, printName } from "./fields.ts";

/** The value in each row of a field that has no column of its own; undefined = none. */
export function toOverflowValues(
  block: Block,
  name: string,
): (row: number) => FieldValue | undefined {
  const overflow = block.overflow();
  if (overflow === null) return () => undefined;
  const mark = printName(name);
  return (row) => {
    const text = overflow.cell(row) as string | undefined;
    if (text === undefined || !text.includes(mark)) return undefined;
    return parseFields(text).find(([other]) => other === name)?.[1];
  };
}
