import assert from "node:assert/strict";
import type { Notice, NoticeAlert } from "../../core/alert/notice.ts";
import { UnavailableError } from "../../core/errors.ts";
import { failureOf, makeNotice, NEVER, openReceiver } from "../../runtime/notices/testing.ts";
import { installAlertmanager, openAlertmanager } from "../../tests/stack/alertmanager.ts";
import { type AlertmanagerOptions, openAlertmanagerNotifier } from "./notifier.ts";

async function send(
  url: string,
  alert: Partial<NoticeAlert>,
  given: Partial<AlertmanagerOptions> = {},
) {
  await using notifier = openAlertmanagerNotifier({
    ...{ url, login: null, ca: null, repeatMs: 60_000, ...given },
  });
  const status = alert.status ?? "firing";
  await notifier.send(makeNotice(alert, { status }), NEVER);
}

/** A notice of so many alerts. */
function makeMany(count: number, startsAtMs: number): Notice {
  const [alert] = makeNotice({ startsAtMs }).alerts;
  const alerts = Array.from(
    { length: count },
    (_, i) => ({ ...alert!, labels: { host: `h${i}` } }),
  );
  return { ...makeNotice(), alerts };
}

function plain(url: string) {
  return { url, login: null, ca: null, repeatMs: 60_000 };
}

const installed = await installAlertmanager();
const path = "path" in installed ? installed.path : null;

Deno.test({
  name: `alertmanager: a real one takes alerts, takes them anew, and lets them end${
    "missing" in installed ? ` (${installed.missing})` : ""
  }`,
  ignore: path === null,
  fn: async (t) => {
    await using server = await openAlertmanager(path!);
    const nowMs = Date.now();
    const options = { now: () => nowMs };
    const startsAtMs = nowMs - 60_000;

    await t.step("one that fires", async () => {
      await send(server.url, { startsAtMs }, { options });
      const [alert, ...others] = await server.alerts();
      assert.equal(others.length, 0);
      assert.deepEqual(alert!.labels, {
        ...{ alertname: "errors", severity: "critical", service: "payment" },
      });
      assert.deepEqual(alert!.annotations, {
        summary: "12 errors of payment",
        runbook: "https://wiki.example.com/errors",
        value: "12",
        samples: "2026-01-02T03:03:59.123Z ERROR payment card declined",
      });
      assert.equal(Date.parse(alert!.startsAt), startsAtMs);
      assert.equal(Date.parse(alert!.endsAt), nowMs + 300_000);
      assert.equal(alert!.generatorURL, "https://logs.example.com/?q=level%3AERROR");
    });
    await t.step("and still does", async () => {
      const later = { repeatMs: 600_000, options };
      await send(server.url, { startsAtMs, value: 13 }, later);
      const [alert, ...others] = await server.alerts();
      assert.equal(others.length, 0);
      assert.equal(Date.parse(alert!.endsAt), nowMs + 2_400_000);
      assert.equal(alert!.annotations["value"], "13");
    });
    await t.step("and is over", async () => {
      const over = { status: "resolved", startsAtMs, endsAtMs: nowMs - 1000 } as const;
      await send(server.url, over, { options });
      assert.deepEqual(await server.alerts(), []);
    });
    await t.step("names and texts of any kind", async () => {
      const labels = {
        ...{
          "user.id": "1",
          "user-id": "2",
          "0day": "3",
          "": "4",
          "naïve 😀": "5",
          alertname: "6",
        },
        ...{ empty: "", lone: "\ud800x", lines: "a\nb\0\u202e", severity: "<!channel>" },
        long: "x".repeat(1_000_000),
      };
      await send(server.url, { startsAtMs, labels, annotations: labels }, { options });
      const [alert] = await server.alerts();
      const { long, ...others } = alert!.labels;
      assert.equal(long!.length, 2048);
      assert.deepEqual(others, {
        ...{
          alertname: "errors",
          alertname_2: "6",
          severity: "critical",
          severity_2: "<!channel>",
        },
        ...{ user_id: "1", user_id_2: "2", _0day: "3", _: "4", na_ve___: "5" },
        ...{ lone: "\ufffdx", lines: "a\nb\0\u202e" },
      });
    });
    await t.step("thousands in one notice", async () => {
      const many = makeMany(2500, nowMs);
      await using notifier = openAlertmanagerNotifier({ ...plain(server.url), options });
      await notifier.send(many, NEVER);
      const known = (await server.alerts()).filter(({ labels }) => labels["host"] !== undefined);
      assert.equal(new Set(known.map(({ labels }) => labels["host"])).size, 2500);
      assert(known.every(({ endsAt }) => Date.parse(endsAt) === nowMs + 300_000));
    });
    await t.step("times that do not fit", async () => {
      const odd = [
        { startsAtMs: nowMs + 3_600_000 },
        { startsAtMs: nowMs, endsAtMs: nowMs - 3_600_000, status: "resolved" },
        { startsAtMs: nowMs, endsAtMs: nowMs, status: "resolved" },
        { link: "no url", value: NaN },
      ] as const;
      for (const alert of odd) await send(server.url, alert, { options });
    });
  },
});

Deno.test("alertmanager: below a path, with a name and password; what it answers is told apart", async () => {
  for (const [status, isLater] of [[200, null], [400, false], [401, false], [500, true]] as const) {
    await using receiver = await openReceiver((response) => {
      response.writeHead(status).end("because");
    });
    const login = { username: "log", password: "pässword" };
    const sending = send(`${receiver.url}/am/`, {}, { login });
    if (isLater === null) await sending;
    else {
      const failure = await failureOf(sending);
      assert.equal(failure instanceof UnavailableError, isLater);
      assert.match(failure.message, /because/);
    }
    const [{ path, headers }] = receiver.asked as [(typeof receiver.asked)[number]];
    assert.equal(path, "/am/api/v2/alerts");
    assert.equal(headers.authorization, `Basic ${btoa("log:p\u00c3\u00a4ssword")}`);
  }
});

Deno.test("alertmanager: thousands of alerts go in several requests, and fail where one of them does", async () => {
  for (const [second, isLater] of [[200, null], [400, false], [503, true]] as const) {
    await using receiver = await openReceiver((response) => {
      response.writeHead(receiver.asked.length === 2 ? second : 200).end();
    });
    await using notifier = openAlertmanagerNotifier(plain(receiver.url));
    const sending = notifier.send(makeMany(2500, 0), NEVER);
    if (isLater === null) await sending;
    else assert.equal(await failureOf(sending) instanceof UnavailableError, isLater);
    const sent = receiver.asked.map(({ body }) => JSON.parse(body).length);
    assert.deepEqual(sent, isLater === null ? [1000, 1000, 500] : [1000, 1000]);
  }
});

Deno.test("alertmanager: all requests of a notice have one time together, and end with the signal", async () => {
  const stop = new AbortController();
  const stopped = new Error("stopped");
  for (const isStopped of [false, true]) {
    await using receiver = await openReceiver((response) => {
      if (receiver.asked.length === 1) return response.end();
      if (isStopped) stop.abort(stopped);
    });
    const options = { timeoutMs: isStopped ? 20_000 : 500 };
    await using notifier = openAlertmanagerNotifier({ ...plain(receiver.url), options });
    const failure = await failureOf(notifier.send(makeMany(2500, 0), stop.signal));
    if (isStopped) assert.equal(failure, stopped);
    else {
      assert(failure instanceof UnavailableError);
      const said =
        `Cannot post a notice of 2500 alerts to "${receiver.url}": no answer within 0.5 s`;
      assert.equal(failure.message, said);
    }
  }
});
