import assert from "node:assert/strict";
import type { RuleView } from "../../../runtime/alert_view.ts";
import { toNameId } from "../../../runtime/name_id.ts";
import { createTestApp, NOW_MS, type TestApp } from "../testing.ts";
import { makeView, writeView } from "./testing.ts";

const RULES = "/api/v1/alerts/rules";

const RULE: RuleView = {
  ...{ name: "Error rate", type: "threshold", source: "api", severity: "warning" },
  ...{ condition: ">= 50", windowMs: 300_000, intervalMs: 60_000, forMs: 120_000 },
  ...{ latenessMs: 60_000, firing: 0 },
  uncounted: { late: 7, future: 0, crowded: 2 },
  windows: [
    ...[1, 2].map((i) => ({
      ...{ endMs: NOW_MS - 123 - (3 - i) * 60_000, value: 10 * i, labels: { service: "shop" } },
      ...{ groups: 4, held: 0 },
    })),
  ],
};

async function createApp(given: Partial<Parameters<typeof makeView>[0]> = {}) {
  const test = createTestApp();
  await writeView(test.ports.state, makeView({ rules: [RULE], ...given }));
  return test;
}

Deno.test("GET /alerts/rules/{name} tells why a rule does not fire, and what was not counted", async () => {
  const test = await createApp();
  const shown = await (await test.send(`${RULES}/Error%20rate`)).json();
  const { uncounted, windows, ...rest } = shown;
  assert.deepEqual(rest, {
    ...{ name: "Error rate", type: "threshold", source: "api", severity: "warning" },
    ...{ condition: ">= 50", window: "5m", for: "2m", lateness: "1m", firing: 0 },
    verdict:
      "Does not fire: in the window of 5m up to 2025-10-23T14:31:15Z the value nearest to the " +
      'threshold was 20 (service="shop"), and the threshold is >= 50. ' +
      "The next window, up to 2025-10-23T14:32:00Z, is judged at 2025-10-23T14:33:00Z",
  });
  assert.deepEqual(windows[0], {
    ...{ end: "2025-10-23T14:31:15.000Z", value: 20, labels: { service: "shop" } },
    ...{ groups: 4, held: 0 },
  });
  assert.equal(windows.length, 2);
  const reasons = uncounted.map(({ reason, events }: typeof uncounted[0]) => [reason, events]);
  assert.deepEqual(reasons, [["late", 7], ["crowded", 2]]);
  assert.match(uncounted[0].advice, /greater `lateness`/);
});

Deno.test("GET /alerts/rules/{name} is 404 for a rule that is not watched, and says just why", async () => {
  const test = await createApp({ problem: "Cannot use the rule kept as x" });
  const detailOf = async (app: TestApp, name: string) => {
    const answer = await app.send(`${RULES}/${name}`);
    assert.equal(answer.status, 404);
    return (await answer.json()).detail;
  };
  const keep = async (name: string, more: object) => {
    const input = { name, query: "a", type: "absence", window: "5m", ...more };
    await test.ports.state.write(`rule/${await toNameId(name)}`, input, null);
  };
  await keep("off", { enabled: false });
  await keep("new", {});
  assert.equal(
    await detailOf(test, "error%20rate"),
    'Cannot tell how rule "error rate" does: it is not watched. ' +
      "None that is enabled has this name; `rule list` shows all",
  );
  assert.match(await detailOf(test, "off"), /not watched. It is not enabled: give it `enabled: /);
  assert.match(await detailOf(test, "new"), /not watched. It is new: it is watched some seconds/);
  assert.match(await detailOf(createTestApp(), "x"), /not watched. No `alert` ever acted here/);
});

Deno.test("GET /alerts/rules lists the rules by name, each with its last window", async () => {
  const names = ["c", "a", "b"];
  const test = await createApp({ rules: names.map((name) => ({ ...RULE, name })) });
  const first = await (await test.send(`${RULES}?limit=2`)).json();
  assert.deepEqual(first.items.map(({ name }: RuleView) => name), ["a", "b"]);
  assert.equal(first.items[0].windows.length, 1);
  const next = await (await test.send(`${RULES}?limit=2&cursor=${first.next_cursor}`)).json();
  assert.deepEqual([next.items.length, next.next_cursor, next.problem], [1, null, null]);
});

Deno.test("GET /receivers tells who is told, what waits, and the last failure", async () => {
  const receivers = [
    {
      name: "pager",
      waiting: 2,
      failure: 'Cannot tell "pager" at https://example.com: status 500',
    },
    { name: "ops", waiting: 0, failure: null },
  ];
  const test = await createApp({ receivers });
  const { items, problem } = await (await test.send("/api/v1/receivers")).json();
  assert.deepEqual([items, problem], [receivers.toReversed(), null]);
  const none = await (await createTestApp().send("/api/v1/receivers")).json();
  assert.deepEqual([none.items, none.written_at], [[], null]);
  assert.match(none.problem, /start one/);
});
