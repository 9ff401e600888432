import { toFreshNumber } from "../../../runtime/fresh_number.ts";
import type { Database } from "../../../runtime/sqlite.ts";

/** The next number of a counter, see {@linkcode toFreshNumber}; to be called inside a transaction. */
export function nextNumber(
  db: Database,
  { name, nowMs }: { name: "revision" | "token"; nowMs: number },
): number {
  const row = db.statement("SELECT value FROM counters WHERE name = ?").get<{ value: number }>(
    name,
  );
  if (row === undefined) throw new Error(`database disk image is malformed: it has no ${name}`);
  const next = toFreshNumber(row.value, nowMs);
  db.statement("UPDATE counters SET value = ? WHERE name = ?").run(next, name);
  return next;
}
