import assert from "node:assert/strict";
import { listKeptRules } from "../../../runtime/rules/kept_rules.ts";
import type { RuleView } from "../../../runtime/alert_view.ts";
import { makeView, writeView } from "./testing.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";

const RULES = "/api/v1/rules";

const RULE = {
  name: "Error rate",
  query: "level:ERROR",
  type: "threshold",
  window: "5m",
  threshold: ">= 50",
  group_by: ["service"],
  annotations: { summary: "{{ value }} errors of {{ service }}" },
};

const ANY = { "if-match": "*" };

interface Change {
  readonly method: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
}

async function send(test: TestApp, change: Change, body: unknown): Promise<Response> {
  const { method, path = RULES, headers = {} } = change;
  const type = { "content-type": "application/json" };
  const init = { method, headers: { ...type, ...headers }, body: JSON.stringify(body) };
  return await test.send(path, init);
}

Deno.test("a rule is made, read, replaced and removed, each change by its ETag", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ now: () => nowMs });
  const made = await send(test, { method: "POST" }, RULE);
  assert.equal(made.status, 201);
  const shown = await made.json();
  const at = "2025-10-23T14:32:15.123Z";
  assert.deepEqual(shown, {
    ...{ id: shown.id, revision: 1, ...RULE },
    ...{ created_at: at, created_by: "loopback", updated_at: at, updated_by: "loopback" },
  });
  const path = `${RULES}/${shown.id}`;
  assert.equal(made.headers.get("location"), path);
  assert.deepEqual(await (await test.send(path)).json(), shown);
  assert.deepEqual(await (await test.send(RULES)).json(), { items: [shown], next_cursor: null });
  const kept = await listKeptRules(test.ports.state);
  assert.deepEqual(kept.faults, []);
  assert.deepEqual(kept.rules.map(({ id, input }) => [id, input]), [[shown.id, RULE]]);

  nowMs += 1000;
  const { annotations: _, ...rest } = RULE;
  const replace = async (
    match: Record<string, string>,
    body: object = { ...rest, window: "10m" },
  ) => await send(test, { method: "PUT", path, headers: match }, body);
  assert.equal((await replace({})).status, 428);
  assert.equal((await replace({ "if-match": '"9"' })).status, 412);
  const next = await (await replace({ "if-match": '"1"' })).json();
  assert.deepEqual(next, {
    ...{ id: shown.id, revision: 2, ...rest, window: "10m" },
    ...{ created_at: at, created_by: "loopback" },
    ...{ updated_at: "2025-10-23T14:32:16.123Z", updated_by: "loopback" },
  });
  const renamed = await replace({ "if-match": "*" }, { ...RULE, name: "Other" });
  assert.equal(renamed.status, 400);
  assert.match(
    (await renamed.json()).detail,
    /Cannot give a rule another name: make one of that name/,
  );
  const remove = { method: "DELETE", headers: { "if-match": '"2"' } };
  assert.equal((await test.send(path, remove)).status, 204);
  assert.equal((await test.send(path)).status, 404);
});

Deno.test("of two rules of one name made at once, one is refused", async () => {
  const test = createTestApp();
  const all = await Promise.all(
    Array.from({ length: 5 }, () => send(test, { method: "POST" }, RULE)),
  );
  assert.deepEqual(all.map(({ status }) => status).sort(), [201, 409, 409, 409, 409]);
  const [refused] = all.filter(({ status }) => status === 409);
  const { detail } = await refused!.json();
  assert.match(detail, /^Cannot keep another rule "Error rate": there is one of this name; choose/);
  assert.equal((await send(test, { method: "POST" }, { ...RULE, name: "error rate" })).status, 201);
  assert.equal((await (await test.send(RULES)).json()).items.length, 2);
});

Deno.test("a rule that cannot be meant is refused with every fault and where it is", async () => {
  const test = createTestApp();
  const refuse = async (body: unknown) => {
    const refused = await send(test, { method: "POST" }, body);
    assert.equal(refused.status, 400, JSON.stringify(body));
    assert.equal(refused.headers.get("content-type"), "application/problem+json");
    return (await refused.json()).detail as string;
  };
  const detail = await refuse({
    ...{ ...RULE, query: "(a", windw: "5m", for: "5x", group_by: ["service", 7] },
    ...{ labels: { rule: "x" }, threshold: ">= 0" },
  });
  assert.ok(detail.startsWith("Cannot read the request: "), detail);
  const faults = [
    '"group_by.1" is no text',
    '"windw" is not a known key; did you mean "window"?',
    '"query" cannot be read at column 1: "(" is not closed',
    '"for" is "5x", which is no length of time; write 30s, 5m, 1h or 1d',
    '"threshold" is ">= 0", which always holds',
    '"labels.rule" is a label that every alert has by itself',
  ];
  for (const fault of faults) assert.ok(detail.includes(fault), `${fault} in ${detail}`);
  assert.match(
    await refuse({}),
    /"name" is missing; .*"query" is missing; .*"window" is missing; /,
  );
  assert.match(await refuse([]), /"body" is no JSON object/);
  assert.match(await refuse(null), /"body" is no JSON object/);
  assert.match(await refuse({ ...RULE, enabled: "no" }), /"enabled" is "no"; give true or false/);
  assert.match(
    await refuse({ ...RULE, annotations: { a: "{{ x }}" } }),
    /"annotations.a" is faulty at column 1/,
  );
  assert.deepEqual((await (await test.send(RULES)).json()).items, []);
});

Deno.test("a rule that names receivers which alert has not is refused, where that is known", async () => {
  let nowMs = NOW_MS;
  const test = createTestApp({ now: () => nowMs });
  const post = (name: string, receivers: string[]) =>
    send(test, { method: "POST" }, { ...RULE, name, receivers });
  assert.equal((await post("before any alert", ["opps"])).status, 201);
  const receivers = ["ops", "duty"].map((name) => ({ name, waiting: 0, failure: null }));
  await writeView(test.ports.state, makeView({ receivers }));
  nowMs += 2000;
  const refused = await post("Error rate", ["ops", "opps"]);
  assert.equal(refused.status, 400);
  assert.equal(
    (await refused.json()).detail,
    'Cannot read the request: "receivers.1" is "opps", which ALERT_RECEIVERS does not have; it has ops, duty',
  );
  const made = await post("Error rate", ["ops"]);
  assert.equal(made.status, 201);
  const change = { method: "PUT", path: made.headers.get("location")!, headers: ANY };
  assert.equal((await send(test, change, { ...RULE, receivers: ["opps"] })).status, 400);
  nowMs += 60_000;
  assert.equal((await send(test, change, { ...RULE, receivers: ["opps"] })).status, 200);
});

Deno.test("a rule of which a file has the name is refused, and may be removed where it is there", async () => {
  const test = createTestApp();
  const first = await send(test, { method: "POST" }, RULE);
  const path = first.headers.get("location")!;
  const late = createTestApp({ state: test.ports.state, now: () => NOW_MS + 2000 });
  const watched = (name: string, source: string): RuleView => ({
    ...{ name, source, type: "threshold", severity: "info", condition: ">= 1", windowMs: 1 },
    ...{ intervalMs: 1, forMs: 0, latenessMs: 0, firing: 0, windows: [] },
    uncounted: { late: 0, future: 0, crowded: 0 },
  });
  const rules = [watched(RULE.name, "rules/a.yaml"), watched("other", "api")];
  await writeView(test.ports.state, makeView({ rules }));
  const refused = await send(late, { method: "POST" }, RULE);
  assert.equal(refused.status, 409);
  assert.equal(
    (await refused.json()).detail,
    'Cannot keep this rule: "Error rate" is a rule of the file "rules/a.yaml" (ALERT_RULES), which is watched ' +
      "instead; change it there, or choose another name",
  );
  assert.equal((await send(late, { method: "PUT", path, headers: ANY }, RULE)).status, 409);
  assert.equal((await send(late, { method: "POST" }, { ...RULE, name: "other" })).status, 201);
  assert.equal((await late.send(path, { method: "DELETE", headers: ANY })).status, 204);
});

Deno.test("rules are changed by admins and read by readers; changes are in the log", async () => {
  const test = createTestApp();
  const reader = await makeKeyHeaders(test, ["read"]);
  const admin = await makeKeyHeaders(test, ["admin"]);
  assert.equal((await test.send(RULES, { headers: reader })).status, 200);
  assert.equal((await send(test, { method: "POST", headers: reader }, RULE)).status, 403);
  const made = await send(test, { method: "POST", headers: admin }, RULE);
  const path = made.headers.get("location");
  const prefix = admin.authorization.slice("Bearer ".length).slice(0, 13);
  assert.equal((await made.json()).created_by, prefix);
  assert.deepEqual(test.told.at(-1), [
    "audit",
    { who: prefix, what: "createRule", target: path, outcome: 201 },
  ]);
});

Deno.test("kept rules that another version wrote are told, and nothing else suffers", async () => {
  const test = createTestApp();
  const { id } = await (await send(test, { method: "POST" }, RULE)).json();
  const { state } = test.ports;
  await state.write("rule/0000000000", { ...RULE, type: "other" }, null);
  await state.write("rule/0000000001", RULE, null);
  await state.write("rule/0000000002", [1], null);
  const { rules, faults } = await listKeptRules(state);
  assert.deepEqual(rules.map((kept) => kept.id), [id]);
  assert.deepEqual(
    faults.map((fault) => fault.slice(0, 75)),
    [
      'Cannot use the rule kept as "rule/0000000000": "type" is no type; give one o',
      'Cannot use the rule kept as "rule/0000000001": "Error rate" is not the name',
      'Cannot use the rule kept as "rule/0000000002": it is no rule; give it again',
    ].map((text) => text.slice(0, 75)),
  );
});
