import { crc32 } from "node:zlib";
import type { BusPosition, Topic } from "../../../ports/bus.ts";
import type { Database } from "../../../runtime/sqlite.ts";
import { TOPICS } from "./schema.ts";

/**
 * Starts a new epoch, inside a transaction: from the next offset of each topic on, offsets may have been given
 * out before. Where the one before ends is kept, so that its places are still found (compare Kafka's leader
 * epochs, KIP-101).
 */
export function startEpoch(db: Database, { from, to }: { from: string; to: string }): void {
  const ends = db.statement("SELECT next FROM topics ORDER BY topic").all<{ next: number }>();
  const text = [from, ...ends.map(({ next }) => next)].join(" ");
  db.statement("INSERT INTO meta VALUES ('ended', ?)").run(`${text} ${crc32(text)}`);
  db.statement(
    `DELETE FROM meta WHERE name = 'ended' AND rowid NOT IN
       (SELECT rowid FROM meta WHERE name = 'ended' ORDER BY rowid DESC LIMIT ?)`,
  ).run(ENDED_MAX);
  db.statement("UPDATE meta SET value = ? WHERE name = 'epoch'").run(to);
}

/**
 * The last record of this file that is not behind the position; -1 = none. Null where the position is of an
 * epoch that the file does not know, or where what it says of it is damaged: a wrong place loses records.
 */
export function findOffset(db: Database, topic: Topic, position: BusPosition): number | null {
  const rows = db.statement("SELECT CAST(value AS TEXT) AS value FROM meta WHERE name = 'ended'")
    .all<{ value: string }>();
  for (const { value } of rows) {
    const [text, crc] = splitLast(value);
    const [epoch, ...ends] = text.split(" ");
    if (epoch !== position.epoch || String(crc32(text)) !== crc) continue;
    return Math.min(position.offset, Number(ends[TOPICS.indexOf(topic)]) - 1);
  }
  return null;
}

function splitLast(value: string): [string, string] {
  const at = value.lastIndexOf(" ");
  return [value.slice(0, Math.max(0, at)), value.slice(at + 1)];
}

/** Places of the epochs before these are found no more. */
const ENDED_MAX = 64;
