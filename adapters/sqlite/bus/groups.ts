import { crc32 } from "node:zlib";
import type { Topic } from "../../../ports/bus.ts";
import type { Database } from "../../../runtime/sqlite.ts";
import { toKey, TOPICS } from "./schema.ts";

/** How far something is in a topic. */
export interface Place {
  /** Of the last record passed; -1 = none. */
  readonly offset: number;
  /** Events of the topic up to and with that record. */
  readonly upto: number;
}

/** A consumer group and how far it is. */
export interface Group extends Place {
  /** Unique in its topic. */
  readonly name: string;
}

/** At most this many groups a topic. */
export const GROUPS_MAX = 64;

/**
 * Table `groups`. All calls are to be made inside a transaction if they write. A row whose checksum is
 * wrong counts as "nothing read yet": that repeats records, where a wrong offset would lose them.
 */
export class Groups {
  readonly #db: Database;

  /** Works on a file that has its tables. */
  constructor(db: Database) {
    this.#db = db;
  }

  /** Every group of the topic, by name. */
  list(topic: Topic): Group[] {
    const rows = this.#db.statement(
      "SELECT name, offset, upto, crc FROM groups WHERE topic = ? ORDER BY name",
    ).all<Group & { crc: number }>(TOPICS.indexOf(topic));
    return rows.map(({ name, offset, upto, crc }) => {
      if (crc !== groupChecksum(topic, { name, offset, upto })) {
        return { name, offset: -1, upto: 0 };
      }
      return { name, offset, upto };
    });
  }

  /**
   * Adds the group if it is new, from the oldest record kept; moves it after the offset `after` where that is
   * given (null = not), and to the end of the topic at most. Returns its place.
   */
  register(topic: Topic, name: string, after: number | null): Place {
    const groups = this.list(topic);
    const known = groups.find((group) => group.name === name);
    if (known === undefined && groups.length >= GROUPS_MAX) {
      throw new RangeError(
        `Cannot subscribe as "${name}": ${topic} has ${GROUPS_MAX} groups, and may not have more`,
      );
    }
    if (known !== undefined && (after === null || after === known.offset)) return known;
    const place = this.#placeAt(topic, after ?? -1);
    this.#write(topic, { name, ...place });
    return place;
  }

  /** Moves the group forward to `place`; never back. */
  advance(topic: Topic, name: string, place: Place): void {
    const known = this.list(topic).find((group) => group.name === name);
    if (known === undefined || known.offset < place.offset) this.#write(topic, { name, ...place });
  }

  #placeAt(topic: Topic, offset: number): Place {
    const { next, trimmed } = this.#db.statement("SELECT next, trimmed FROM topics WHERE topic = ?")
      .get<{ next: number; trimmed: number }>(TOPICS.indexOf(topic))!;
    const within = Math.max(-1, Math.min(offset, next - 1));
    const row = this.#db.statement(
      "SELECT upto FROM log WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1",
    ).get<{ upto: number }>(toKey(topic, 0), toKey(topic, within));
    return { offset: within, upto: row?.upto ?? trimmed };
  }

  #write(topic: Topic, group: Group): void {
    this.#db.statement(
      `INSERT INTO groups VALUES (?1, ?2, ?3, ?4, ?5)
       ON CONFLICT(topic, name) DO UPDATE SET offset = ?3, upto = ?4, crc = ?5`,
    ).run(
      TOPICS.indexOf(topic),
      group.name,
      group.offset,
      group.upto,
      groupChecksum(topic, group),
    );
  }
}

/** CRC-32 over everything that a row of `groups` says. */
export function groupChecksum(topic: Topic, { name, offset, upto }: Group): number {
  return crc32(`${topic}:${offset}:${upto}:${name}`);
}
