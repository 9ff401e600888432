import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { Page } from "../../ports/log_store.ts";
import { groupText, isMessage } from "../../core/alert/group_text.ts";
import type { AlertPorts } from "./ports.ts";

/**
 * Tells a rule that looks for new values which ones there were before it began. Where the store cannot tell, it
 * learns for the length of its window before it says anything.
 */
export async function teach(
  run: RuleRun,
  { store, now, listener }: Pick<AlertPorts, "store" | "now" | "listener">,
): Promise<void> {
  const { name, query, measure, windowMs, groupBy } = run.rule;
  if (measure.kind !== "new") return;
  const nowMs = now();
  try {
    if (groupBy.some(({ field }) => isMessage(field))) {
      return run.teach(await readShapes(run, store, nowMs));
    }
    const { stats } = await store.aggregate({
      filter: { query, fromMs: nowMs - windowMs, toMs: null },
      histogram: null,
      facets: null,
      stats: {
        functions: [{ kind: "max", field: "timestamp" }],
        by: groupBy.map(({ name }) => ({ kind: "field", field: name })),
      },
    });
    run.teach((stats ?? []).map(({ keys, values: [lastMs] }) => ({
      values: keys.map((key) => key === null ? "" : String(key)),
      lastMs: Math.min(Number(lastMs), nowMs),
    })));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    listener.warn(`Rule "${name}" learns which values there are before it tells: ${error.message}`);
  }
}

/** What the last messages look like: a store cannot count by that. */
async function readShapes(
  { rule: { query, windowMs, groupBy } }: RuleRun,
  store: AlertPorts["store"],
  nowMs: number,
) {
  const known: { readonly values: readonly string[]; readonly lastMs: number }[] = [];
  const filter = { query, fromMs: nowMs - windowMs, toMs: null };
  for (let cursor: string | null = null; known.length < MESSAGES_MAX;) {
    const page: Page = await store.search({ filter, order: "newest", limit: PAGE, cursor });
    for (const event of page.events) {
      const values = groupBy.map(({ field }) => groupText(event, field));
      known.push({ values, lastMs: Math.min(event.timestampMs, nowMs) });
    }
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return known;
}

const PAGE = 1000;

/** What is older is learned when it comes again. */
const MESSAGES_MAX = 20_000;
