import type { RuleRun } from "../../core/alert/rule_run.ts";
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
