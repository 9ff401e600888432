import assert from "node:assert/strict";
import type { RuleView, WindowView } from "../alert_view.ts";
import { toShownRule } from "./shown_rule.ts";

function verdictOf(window: Partial<WindowView> | null, given: Partial<RuleView> = {}): string {
  const base = { endMs: 0, value: 5, labels: {}, groups: 3, held: 0 };
  return toShownRule({
    ...{ name: "r", severity: "info", condition: ">= 9", windowMs: 1000, latenessMs: 0, forMs: 0 },
    ...{ firing: 0, uncounted: { late: 0, future: 0, crowded: 0 } },
    windows: window === null ? [] : [{ ...base, value: 1 }, { ...base, ...window }],
    ...given,
  }).verdict;
}

Deno.test("toShownRule says in words why a rule fires, or does not", () => {
  const ended = "In the window that ended at 1970-01-01T00:00:00.000Z";
  const nothing = "No window that was judged had anything in it since it is watched";
  const nearest = `${ended} the value nearest to the threshold was`;
  const table: [string, string][] = [
    [verdictOf(null), nothing],
    [verdictOf(null, { firing: 1 }), `${nothing}; 1 fires by one that is not judged yet`],
    [verdictOf({ value: null }), `${ended} no group had a value: there were too few events`],
    [verdictOf({}), `${nearest} 5, which is not >= 9`],
    [
      verdictOf({}, { firing: 2 }),
      `${nearest} 5, which is not >= 9; 2 fire still, or by a later window`,
    ],
    [
      verdictOf({ value: 1 / 3, labels: { a: 'x"', b: "" } }),
      `${nearest} 0.3333 (a="x\\"", b=""), which is not >= 9`,
    ],
    [
      verdictOf({ held: 2, value: 10 }, { firing: 2 }),
      `${nearest} 10; >= 9 held in 2 of 3, and 2 fire`,
    ],
    [
      verdictOf({ held: 2, value: Number.MAX_VALUE }, { forMs: 120_000 }),
      `${nearest} ∞; >= 9 held in 2 of 3, but not yet for 2m`,
    ],
  ];
  for (const [verdict, expected] of table) assert.equal(verdict, expected);
});
