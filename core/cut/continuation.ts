import { type Line, SPACE, TAB } from "./line.ts";
import type { OpenEvent } from "./open_event.ts";

/**
 * Whether the line goes on with the open event (`joins`), is an event of its own (`begins`), or joins
 * if the next line is a frame (`maybe`).
 */
export function toContinuation(open: OpenEvent, line: Line): "joins" | "begins" | "maybe" {
  const first = line.bytes[line.from];
  if (open.blanks === 0 && (first === SPACE || first === TAB)) return "joins";
  return "begins";
}

/** Whether the line is a frame of a stack trace. */
export function isFrame(line: Line): boolean {
  const first = line.bytes[line.from];
  return first === SPACE || first === TAB;
}

/** 1 where a line that begins with this byte may go on with an event; the others need no closer look. */
export const MAY_CONTINUE: Uint8Array = new Uint8Array(256);
for (const char of '\t $_#."[])}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') {
  MAY_CONTINUE[char.charCodeAt(0)] = 1;
}
