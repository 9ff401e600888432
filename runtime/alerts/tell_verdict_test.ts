import assert from "node:assert/strict";
import type { RuleView, WindowView } from "../alert_view.ts";
import { tellVerdict } from "./tell_verdict.ts";

const END_MS = Date.UTC(2025, 9, 23, 14, 30);

/** Two minutes after the last window ended: it is judged, the next one not yet. */
const TIMES = { nowMs: END_MS + 115_000, progressMs: END_MS + 110_000 };

function verdictOf(
  window: Partial<WindowView> | null,
  given: Partial<RuleView> = {},
  times: Partial<typeof TIMES> = {},
): string {
  const base = { endMs: END_MS, value: 5, labels: {}, groups: 3, held: 0 };
  const rule: RuleView = {
    ...{ name: "r", type: "threshold", source: "api", severity: "info", condition: ">= 9" },
    ...{ windowMs: 300_000, intervalMs: 60_000, latenessMs: 60_000, forMs: 0, firing: 0 },
    uncounted: { late: 0, future: 0, crowded: 0 },
    windows: window === null ? [] : [{ ...base, value: 1 }, { ...base, ...window }],
    ...given,
  };
  return tellVerdict(rule, { ...TIMES, ...times });
}

const NEXT = "The next window, up to 2025-10-23T14:31:00Z, is judged at 2025-10-23T14:32:00Z";
const WINDOW = "in the window of 5m up to 2025-10-23T14:30:00Z";
const NEAREST = `${WINDOW} the value nearest to the threshold was`;

const table: [name: string, verdict: string, expected: string][] = [
  [
    "no window had anything in it",
    verdictOf(null),
    `Does not fire: no event that it counts was in a window that is judged. ${NEXT}`,
  ],
  [
    "a window that is not judged yet",
    verdictOf(null, { firing: 1 }),
    `Fires (1 alert) by a window that is not judged yet. ${NEXT}`,
  ],
  [
    "no value",
    verdictOf({ value: null }),
    `Does not fire: ${WINDOW} there was no value, as there were too few events, or none with the field. ${NEXT}`,
  ],
  [
    "a threshold that is not met",
    verdictOf({ groups: 1 }),
    `Does not fire: ${WINDOW} the value was 5, and the threshold is >= 9. ${NEXT}`,
  ],
  [
    "the nearest of several groups",
    verdictOf({ value: 1 / 3, labels: { a: 'x"', b: "" } }),
    `Does not fire: ${NEAREST} 0.3333 (a="x\\"", b=""), and the threshold is >= 9. ${NEXT}`,
  ],
  [
    "an alert that is kept",
    verdictOf({}, { firing: 2 }),
    "Fires (2 alerts) still, as `keep_firing_for` asks, or by a window that is not judged yet: " +
    `${NEAREST} 5, and the threshold is >= 9. ${NEXT}`,
  ],
  [
    "a threshold that is met",
    verdictOf({ held: 2, value: 10 }, { firing: 2 }),
    `Fires (2 alerts): ${NEAREST} 10, which meets the threshold >= 9 in 2 of 3 groups. ${NEXT}`,
  ],
  [
    "a threshold that is not met for long enough",
    verdictOf({ held: 1, groups: 1, value: Number.MAX_VALUE }, { forMs: 120_000 }),
    `Does not fire yet: ${WINDOW} the value was ∞, which meets the threshold >= 9, but not for 2m so far, ` +
    `as \`for\` asks. ${NEXT}`,
  ],
  [
    "a group that is forgotten",
    verdictOf({ held: 1, groups: 1, value: 0 }, { condition: "< 1" }),
    `Does not fire: ${WINDOW} the value was 0, which meets the threshold < 1, but had no events for longer than ` +
    `\`remember\`. ${NEXT}`,
  ],
  [
    "that nothing came since",
    verdictOf({ groups: 1, endMs: END_MS - 60_000 }).split(". ").slice(1).join(". "),
    `No window that is judged since had events in it. ${NEXT}`,
  ],
  [
    "that judging is behind",
    verdictOf({ groups: 1 }, {}, { nowMs: TIMES.progressMs + 60_001 }).split(". ").at(-1)!,
    "What happened after 2025-10-23T14:31:50Z is not judged yet: the pipeline is behind, or no `alert` acts",
  ],
];

for (const [name, verdict, expected] of table) {
  Deno.test(`tellVerdict tells ${name}`, () => assert.equal(verdict, expected));
}
