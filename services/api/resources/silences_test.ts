import assert from "node:assert/strict";
import { isSilenced } from "../../../core/alert/silence.ts";
import { listKeptSilences, SILENCES_KEPT_MAX } from "../../../runtime/rules/kept_silences.ts";
import { createTestApp, makeKeyHeaders, NOW_MS, type TestApp } from "../testing.ts";

const SILENCES = "/api/v1/silences";

const INPUT = {
  matchers: [{ name: "rule", op: "=", value: "Error *" }, {
    name: "service",
    op: "!=",
    value: "auth*",
  }],
  to: "now+2h",
};

async function post(test: TestApp, body: unknown, headers = {}): Promise<Response> {
  const type = { "content-type": "application/json" };
  const init = { method: "POST", headers: { ...type, ...headers }, body: JSON.stringify(body) };
  return await test.send(SILENCES, init);
}

Deno.test("a silence is made with its times in full and by whom, and holds", async () => {
  const test = createTestApp();
  const admin = await makeKeyHeaders(test, ["admin"]);
  const made = await post(test, INPUT, admin);
  assert.equal(made.status, 201);
  const shown = await made.json();
  const who = admin.authorization.slice("Bearer ".length).slice(0, 13);
  const at = "2025-10-23T14:32:15.123Z";
  assert.deepEqual(shown, {
    ...{ id: shown.id, revision: shown.revision, matchers: INPUT.matchers },
    ...{ from: at, to: "2025-10-23T16:32:15.123Z", author: who, comment: "" },
    ...{ created_at: at, created_by: who, updated_at: at, updated_by: who },
  });
  await test.ports.state.write("silence/0000000000", { matchers: [] }, null);
  const kept = await listKeptSilences(test.ports.state);
  assert.deepEqual(kept.map(({ id }) => id), [shown.id]);
  const holds = (service: string, ms: number) =>
    isSilenced({ rule: "Error rate", severity: "info", labels: { service } }, kept, NOW_MS + ms);
  assert.deepEqual([holds("order", 0), holds("auth-service", 0), holds("order", 7_200_000)], [
    ...[true, false, false],
  ]);
});

Deno.test("a silence ends early by being replaced, and is gone once removed", async () => {
  const test = createTestApp();
  const given = { ...INPUT, author: "Ada", comment: "Deploying" };
  const { id, created_at } = await (await post(test, given)).json();
  const path = `${SILENCES}/${id}`;
  const headers = { "content-type": "application/json", "if-match": "*" };
  const from = "2025-10-23T14:00:00Z";
  const body = JSON.stringify({ ...given, from, to: "now" });
  const ended = await (await test.send(path, { method: "PUT", headers, body })).json();
  assert.deepEqual([ended.from, ended.to, ended.author, ended.comment, ended.created_at], [
    ...["2025-10-23T14:00:00.000Z", "2025-10-23T14:32:15.123Z", "Ada", "Deploying", created_at],
  ]);
  assert.equal((await test.send(path, { method: "DELETE", headers })).status, 204);
  assert.equal((await test.send(path)).status, 404);
});

Deno.test("a silence that cannot be meant is refused, and told why", async () => {
  const test = createTestApp();
  const wide = [{ name: "rule", op: "=", value: "*" }];
  const table: [unknown, RegExp][] = [
    [{}, /"matchers" is no list; "to" is missing/],
    [
      { ...INPUT, matchers: wide },
      /"matchers" would silence nearly everything; give one with = and more/,
    ],
    [{ ...INPUT, matchers: [] }, /"matchers" would silence nearly everything/],
    [
      { ...INPUT, matchers: [{ name: "a", op: "~", value: "b" }] },
      /"matchers.0.op" is neither = nor !=/,
    ],
    [{ ...INPUT, matchers: [{ name: "a", op: "=" }] }, /"matchers.0.value" is missing/],
    [{ ...INPUT, matchers: [{ ...wide[0], regex: true }] }, /"regex" is not a known field/],
    [
      { ...INPUT, to: "15m" },
      /"to" is "15m", which is not after "from"; give a later one, such as now\+2h/,
    ],
    [{ ...INPUT, to: "now+367d" }, /"to" is "now\+367d", more than a year after "from"/],
    [{ ...INPUT, from: "soon" }, /"from" is "soon", which is no time/],
    [{ ...INPUT, author: "x".repeat(101) }, /"author" is over 100 characters long/],
    [{ ...INPUT, matchers: wide, to: "soon" }, /nearly everything.*; "to" is "soon"/],
  ];
  for (const [body, problem] of table) {
    const refused = await post(test, body);
    assert.equal(refused.status, 400, JSON.stringify(body));
    assert.match((await refused.json()).detail, problem);
  }
  const reader = await makeKeyHeaders(test, ["read"]);
  assert.equal((await post(test, INPUT, reader)).status, 403);
  assert.equal((await test.send(SILENCES, { headers: reader })).status, 200);
});

Deno.test("silences are bounded in number, and what helps is told", async () => {
  const many = Array(SILENCES_KEPT_MAX).fill({ key: "silence/x", value: 1, revision: 1 });
  const test = createTestApp({ state: { list: () => Promise.resolve(many) } });
  const refused = await post(test, INPUT);
  assert.equal(refused.status, 409);
  assert.match(
    (await refused.json()).detail,
    /^Cannot keep another silence: there are 1000; remove some that are over/,
  );
});
