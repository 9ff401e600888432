import { ROWS_MAX } from "../query/pipe.ts";

/** How many groups one request may have, and how much text in their keys. */
export class GroupRoom {
  #groups = 0;
  #length = 0;

  /**
   * Takes the room for one more group, given its keys as JSON. Throws RangeError on more groups than a table has
   * rows, or too much text in them.
   */
  take(keys: string): void {
    this.#groups++;
    this.#length += keys.length;
    if (this.#groups > ROWS_MAX) throw tooMany(`more than ${ROWS_MAX} groups`);
    if (this.#length > LENGTH_MAX) {
      throw tooMany(`more than ${LENGTH_MAX} characters in the groups`);
    }
  }
}

function tooMany(what: string): RangeError {
  return new RangeError(
    `Cannot make the table: there are ${what}; narrow the query, or group by less`,
  );
}

/** UTF-16 code units of all keys together, as JSON. */
const LENGTH_MAX = 2 * 1024 * 1024;
