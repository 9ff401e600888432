/** First and last millisecond of the years that four digits can tell. */
export const FIRST_MS = -62_167_219_200_000;
/** See {@linkcode FIRST_MS}. */
export const LAST_MS = 253_402_300_799_999;
