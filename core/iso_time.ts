/**
 * Makes a printer of times as `Date.prototype.toISOString` has them, three times as fast where most are of the same
 * minute as the one before.
 */
export function createIsoPrinter(): (timeMs: number) => string {
  let lastMinute = NaN;
  let begin = "";
  return (timeMs) => {
    const wholeMs = Math.trunc(timeMs);
    const minute = Math.floor(wholeMs / MINUTE_MS);
    if (minute !== lastMinute) {
      begin = new Date(minute * MINUTE_MS).toISOString().slice(0, -"00.000Z".length);
      lastMinute = minute;
    }
    const digits = String(100_000 + wholeMs - minute * MINUTE_MS);
    return `${begin}${digits.slice(1, 3)}.${digits.slice(3)}Z`;
  };
}

const MINUTE_MS = 60_000;
