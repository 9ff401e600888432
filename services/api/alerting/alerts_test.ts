import assert from "node:assert/strict";
import { createTestApp, NOW_MS, type TestApp } from "../testing.ts";
import { makeAlert, makeView, writeView } from "./testing.ts";

const ALERTS = "/api/v1/alerts";

const iso = (ms: number) => new Date(NOW_MS + ms).toISOString();

async function createApp(...views: Parameters<typeof makeView>) {
  let nowMs = NOW_MS;
  const test = createTestApp({ now: () => nowMs });
  await writeView(test.ports.state, makeView(...views));
  return { ...test, pass: (ms: number) => void (nowMs += ms) };
}

async function get(test: Pick<TestApp, "send">, path = "") {
  const answer = await test.send(ALERTS + path);
  return { status: answer.status, ...await answer.json() };
}

Deno.test("GET /alerts tells what fires, and how fresh that is", async () => {
  const test = await createApp();
  const { status, ...body } = await get(test);
  const alert = {
    ...{ fingerprint: "0123456789abcdef", rule: "Error rate", severity: "critical" },
    labels: { team: "shop", service: "payment-service" },
    annotations: { summary: "12 errors of payment-service" },
    ...{ started_at: iso(-60_000), value: 12 },
    ...{ query: "level:ERROR service:payment-service", from: iso(-360_000) },
    ...{ acknowledged: null, silenced: null },
    told: [{ receiver: "ops", state: "told" }],
  };
  assert.equal(status, 200);
  const fresh = { written_at: iso(-2000), progress_at: iso(-3000), problem: null };
  assert.deepEqual(body, { items: [alert], more: 0, ...fresh, next_cursor: null });
  assert.deepEqual(await get(test, "/0123456789abcdef"), { status: 200, ...alert });
});

Deno.test("GET /alerts is empty where no alert ever acted, and says so", async () => {
  const test = createTestApp();
  assert.deepEqual(await get(test), {
    ...{ status: 200, items: [], more: 0, written_at: null, progress_at: null },
    problem: "No `alert` ever acted here; start one",
    next_cursor: null,
  });
  const absent = await get(test, "/0123456789abcdef");
  assert.equal(absent.status, 404);
  assert.match(absent.detail, /it does not fire. No `alert` ever acted here/);
});

Deno.test("GET /alerts says what keeps alerting from its work, and that none acts", async () => {
  const test = await createApp({ problem: "No window is judged: no process is heard of" });
  assert.equal((await get(test)).problem, "No window is judged: no process is heard of");
  test.pass(28_000);
  assert.equal((await get(test)).problem, "No window is judged: no process is heard of");
  test.pass(1);
  const { problem, items } = await get(test);
  assert.match(problem, /^No `alert` acts; what is shown here is of 2025-10-23T14:32:13.123Z/);
  assert.equal(items.length, 1);
});

Deno.test("GET /alerts gives those of a rule, a severity, a label", async () => {
  const alerts = [
    makeAlert(),
    makeAlert({ fingerprint: "1".repeat(16), rule: "Silent", severity: "info", labels: {} }),
  ];
  const test = await createApp({ alerts });
  const rules = async (query: string) =>
    (await get(test, `?${query}`)).items.map(({ rule }: { rule: string }) => rule);
  assert.deepEqual(await rules("rule=Silent"), ["Silent"]);
  assert.deepEqual(await rules("rule=silent"), []);
  assert.deepEqual(await rules("severity=critical"), ["Error rate"]);
  assert.deepEqual(await rules("label=service=payment-*"), ["Error rate"]);
  assert.deepEqual(await rules("label=service=payment"), []);
  assert.deepEqual(await rules("label=service="), ["Silent"]);
  assert.deepEqual(await rules("label=rule=Err*&severity=info"), []);
  assert.deepEqual(await rules("label=__proto__="), ["Error rate", "Silent"]);
});

Deno.test("GET /alerts gives pages, the worst first, that go on whatever begins and ends meanwhile", async () => {
  const severities = ["info", "warning", "critical"] as const;
  const all = Array.from({ length: 9 }, (_, i) =>
    makeAlert({
      fingerprint: `000000000000000${i}`,
      severity: severities[i % 3]!,
      startsAtMs: NOW_MS - (i % 2) * 1000,
    }));
  const test = await createApp({ alerts: all });
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const page = await get(test, `?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...page.items.map(({ fingerprint }: { fingerprint: string }) => fingerprint.at(-1)));
    cursor = page.next_cursor;
    test.pass(1001);
    const left = all.filter(({ fingerprint }) => !seen.includes(fingerprint.at(-1)!));
    const next = makeAlert({ severity: "critical", startsAtMs: NOW_MS + 5 });
    await writeView(test.ports.state, makeView({ alerts: [...left, next] }));
  }
  assert.deepEqual(seen, ["2", "8", "5", "4", "1", "7", "0", "6", "3"]);
});

Deno.test("GET /alerts refuses what cannot be meant", async () => {
  const test = await createApp();
  const table: [string, RegExp][] = [
    ["severity=bad", /"severity" is none of info, warning, critical/],
    ["label=x", /"label": it is no name with a text; write service=payment-\*/],
    ["label==x", /"label": it is no name/],
    ["cursor=x", /"cursor" is not the next_cursor/],
    ["cursor=info_1_x", /"cursor" is not the next_cursor/],
    ["limit=0", /"limit" is not a whole number/],
    ["rule=a&rule=b", /"rule" is given more than once/],
    ["state=firing", /"state" is not a known query parameter/],
  ];
  for (const [query, detail] of table) {
    const answer = await get(test, `?${query}`);
    assert.equal(answer.status, 400, query);
    assert.match(answer.detail, detail);
  }
});

Deno.test("GET /alerts tells which silence keeps an alert from being told the longest", async () => {
  const test = await createApp();
  const silence = async (to: string, given: object = {}) => {
    const matchers = [{ name: "service", op: "=", value: "payment-*" }];
    const body = JSON.stringify({ matchers, to, comment: to, ...given });
    const headers = { "content-type": "application/json" };
    const made = await test.send("/api/v1/silences", { method: "POST", headers, body });
    return (await made.json()).id;
  };
  await silence("now+1h");
  const id = await silence("now+2h", { author: "Ada" });
  await silence("now+9h", { from: "now+5h" });
  await silence("now+9h", { matchers: [{ name: "service", op: "=", value: "other" }] });
  const [alert] = (await get(test)).items;
  assert.deepEqual(alert.silenced, { id, by: "Ada", to: iso(7_200_000), comment: "now+2h" });
});

Deno.test("GET /alerts reads what alert shows once for all who ask within a second, and tries again after a failure", async () => {
  const test = await createApp();
  await get(test);
  await writeView(test.ports.state, makeView({ alerts: [] }));
  assert.equal((await get(test)).items.length, 1);
  test.pass(1001);
  assert.equal((await get(test)).items.length, 0);
});
