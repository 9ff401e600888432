import type { LogEvent } from "../../core/event.ts";

/** How many characters an event's own texts have, roughly: not its file and origin, which it shares with others. */
export function textLength({ message, service, hostname, fields }: LogEvent): number {
  let length = message.length + service.length + hostname.length;
  for (const name in fields) {
    const value = fields[name];
    length += Math.max(FIELD_LENGTH, name.length) + (typeof value === "string" ? value.length : 0);
  }
  return length;
}

/** What a field takes beside its value. Events share names, but for very long ones. */
const FIELD_LENGTH = 16;
