import { refusal } from "../problem.ts";

/** Refuses what is no cursor. */
export function refuseCursor(): never {
  const detail = 'Cannot go on: "cursor" is not the next_cursor of a page before';
  throw refusal({ status: 400, detail });
}
