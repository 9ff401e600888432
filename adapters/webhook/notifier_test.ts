import assert from "node:assert/strict";
import { createHmac, timingSafeEqual } from "node:crypto";
import type { NoticeAlert } from "../../core/alert/notice.ts";
import { UnavailableError } from "../../core/errors.ts";
import { failureOf, makeNotice, NEVER, openReceiver } from "../../runtime/notices/testing.ts";
import { openWebhookNotifier, type WebhookOptions } from "./notifier.ts";
import { BODY_LENGTH_MAX, toBody } from "./to_body.ts";

const NOW_MS = Date.UTC(2026, 0, 2, 3, 4, 6, 789);

async function send(url: string, given: Partial<WebhookOptions> = {}, notice = makeNotice()) {
  const options = { now: () => NOW_MS };
  await using notifier = openWebhookNotifier({
    ...{ url, secret: null, headers: {}, login: null, ca: null, options },
    ...given,
  });
  await notifier.send(notice, NEVER);
}

Deno.test("webhook: the body is what docs/alerting.md says", async () => {
  await using receiver = await openReceiver((response) => response.end());
  await send(`${receiver.url}/hook`, { headers: { authorization: "Bearer abc" } });
  const [{ path, body, headers }] = receiver.asked as [(typeof receiver.asked)[number]];
  const text = Deno.readTextFileSync(new URL("../../docs/alerting.md", import.meta.url));
  const example = /```json\n(\{\n {2}"version"[^]*?)\n```/.exec(text)![1]!;
  assert.deepEqual(JSON.parse(body), JSON.parse(example));
  assert.equal(path, "/hook");
  assert.equal(headers.authorization, "Bearer abc");
  assert.equal(headers["content-type"], "application/json");
  assert.equal(headers["x-logflow-notice"], "n-1");
  assert.equal(headers["x-logflow-timestamp"], "1767323046");
  assert.equal(headers["x-logflow-signature"], undefined);
});

Deno.test("webhook: the signature holds for time and body, as docs/alerting.md verifies it", async () => {
  await using receiver = await openReceiver((response) => response.end());
  const secret = "käse";
  await send(receiver.url, { secret }, makeNotice({ annotations: { summary: "\ud83d\ude00 ü" } }));
  const [{ headers, body }] = receiver.asked as [(typeof receiver.asked)[number]];
  const given = String(headers["x-logflow-signature"]);
  const verifies = (timestamp: string, body: string) => {
    const wanted = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    return timingSafeEqual(
      new TextEncoder().encode(given),
      new TextEncoder().encode(`sha256=${wanted}`),
    );
  };
  const timestamp = String(headers["x-logflow-timestamp"]);
  assert.ok(verifies(timestamp, body));
  assert.ok(!verifies(`${timestamp}1`, body) && !verifies(timestamp, `${body} `));
});

Deno.test("webhook: a receiver that is down is told apart from one that refuses", async () => {
  for (const [status, isLater] of [[500, true], [403, false]] as const) {
    await using receiver = await openReceiver((response) => response.writeHead(status).end());
    const failure = await failureOf(send(receiver.url));
    assert.equal(failure instanceof UnavailableError, isLater);
  }
});

Deno.test("webhook: a body is of bounded length; what it lacks is counted", () => {
  const long = "\u0001".repeat(2048); // Six characters of JSON each.
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`name${i}`, long]));
  const [alert] = makeNotice({ labels: many(32), annotations: many(16) }).alerts;
  const alerts: NoticeAlert[] = Array(50).fill(alert);
  const body = toBody({ ...makeNotice(), alerts, more: 7 });
  assert.ok(body.length <= BODY_LENGTH_MAX);
  const read = JSON.parse(body);
  assert.equal(read.alerts.length + read.more, 57);
  assert.ok(read.alerts.length >= 1);
});
