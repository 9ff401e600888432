/** How many groups one request may have, and how much text in their keys. */
export class GroupRoom {
  #groups = 0;
  #length = 0;

  /**
   * Takes the room for one more group, given its keys as JSON. Throws RangeError on more than
   * {@linkcode GROUPS_MAX}, or too much text in them.
   */
  take(keys: string): void {
    this.#groups++;
    this.#length += keys.length;
    if (this.#groups > GROUPS_MAX) throw tooMany(`more than ${GROUPS_MAX} groups`);
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

/** More than a table has rows, so that `sort` and `limit` may choose among them. */
export const GROUPS_MAX = 25_000;

/** UTF-16 code units of all keys together, as JSON. */
const LENGTH_MAX = 2 * 1024 * 1024;
