import type { FilterOptions, Time } from "./options.ts";

/** The parameters that say which events are meant. Throws RangeError for a time that is none. */
export function toFilterQuery({ q, from, to }: FilterOptions) {
  return {
    q,
    from: from === undefined ? undefined : toTimeText(from),
    to: to === undefined ? undefined : toTimeText(to),
  };
}

/** An instant as the API reads it. A number is always epoch milliseconds: as text 2025 would be a year. */
export function toTimeText(time: Time): string {
  return typeof time === "string" ? time : new Date(time).toISOString();
}
