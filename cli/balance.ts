/** Everything that was counted, in events. */
export interface Tally {
  /** Handed out by ship and confirmed, of all files ever. */
  readonly shipped: number;
  /** Handed out by ship and not confirmed yet: on their way, or there already. */
  readonly shipping: number;
  /** Blank lines. */
  readonly blank: number;
  /** Of `shipped`, from files whose rows are gone from the checkpoint: not told apart in the store. */
  readonly forgotten: number;
  /** Of `shipped`, those that a crash and a rotation together left in doubt. */
  readonly unsure: number;
  /** In the store now: from files in the checkpoint, and all others (pushed, standard input). */
  readonly stored: Split;
  /** In `logs-dead` now. */
  readonly dead: Split;
  /** In `logs-raw`, not stored yet. */
  readonly waiting: Split;
  /** Removed from the store by age, size or request. */
  readonly expired: number;
  /** Lost by the store because its disk gave back something else than was written. */
  readonly damaged: number;
}

/** Events of files that the checkpoint knows, and of all other sources. */
export interface Split {
  /** Of files that the checkpoint knows. */
  readonly files: number;
  /** Pushed, from standard input, or of files that it has forgotten. */
  readonly others: number;
}

/** The verdict, and the equation for people. */
export interface Balance {
  /** Events of files that are nowhere; negative: more than were shipped. 0 when all is well. */
  readonly missing: number;
  /** `received 2,000,000 = stored 1,999,997 + dead 2 + empty 1` */
  readonly text: string;
}

/** Whether everything that was received is somewhere. */
export function toBalance(tally: Tally): Balance {
  const { shipped, blank, stored, dead, waiting, expired, damaged } = tally;
  const found = stored.files + dead.files + waiting.files;
  const missing = toMissing(shipped - found, tally);
  const others = stored.others + dead.others + waiting.others;
  const received = found + others + expired + damaged + blank + missing;
  const terms = [
    ["stored", stored.files + stored.others],
    ["dead", dead.files + dead.others],
    ["waiting", waiting.files + waiting.others],
    ["expired", expired],
    ["damaged", damaged],
    ["empty", blank],
    ["missing", missing],
  ] as const;
  const shown = terms.filter(([name, count]) => name === "stored" || count !== 0);
  const sum = shown.map(([name, count]) => `${name} ${format(count)}`).join(" + ");
  return { missing, text: `received ${format(received)} = ${sum}` };
}

/**
 * What is gone from the store, was forgotten by the checkpoint, or is just under way cannot be told
 * apart by file, and what waits may be a repeat of what is stored: only what they do not explain is missing.
 */
function toMissing(difference: number, tally: Tally): number {
  const less = tally.expired + tally.damaged + tally.forgotten + tally.unsure;
  if (difference > less) return difference - less;
  const more = tally.shipping + tally.waiting.files;
  return difference < -more ? difference + more : 0;
}

function format(count: number): string {
  return count.toLocaleString("en");
}
