import type { FilterOptions, Time } from "./options.ts";

/** The parameters that say which events are meant. Throws RangeError for a time that is none. */
export function toFilterQuery({ q, from, to }: FilterOptions) {
  return { q, from: toTimeText(from), to: toTimeText(to) };
}

/** An instant as the API reads it. A number is always epoch milliseconds: as text 2025 would be a year. */
export function toTimeText(time: Time | undefined): string | undefined {
  if (time === undefined || typeof time === "string") return time;
  return new Date(time).toISOString();
}
