import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { failureOf, makeNotice, NEVER, openReceiver } from "../../runtime/notices/testing.ts";
import { openSlackNotifier } from "./notifier.ts";
import { type SlackMessage, toMessage } from "./to_message.ts";

Deno.test("slack: a notice is a message of blocks", async () => {
  await using receiver = await openReceiver((response) => response.end("ok"));
  await using notifier = openSlackNotifier({ url: `${receiver.url}/services/T/B/X` });
  await notifier.send(makeNotice(), NEVER);
  const [{ body }] = receiver.asked as [(typeof receiver.asked)[number]];
  const message: SlackMessage = JSON.parse(body);
  assert.equal(message.text, "Firing: errors (critical)");
  assert.deepEqual(toTexts(message), [
    "Firing: errors (critical)",
    "errors (critical): firing since 2026-01-02T03:04:00Z, value 12\nservice=payment\n" +
    "12 errors of payment\nrunbook: https://wiki.example.com/errors",
    "2026-01-02T03:03:59.123Z ERROR payment card declined",
    "<https://logs.example.com/?q=level%3AERROR|Show the events>",
    "LogFlow, notice n-1 for ops",
  ]);
});

Deno.test("slack: what it answers is told, the address that is its secret is not", async () => {
  const path = "/services/T00000000/B00000000/abcdefghijkl";
  for (const [status, isLater] of [[404, false], [429, true], [503, true]] as const) {
    await using receiver = await openReceiver((response, { path }) => {
      response.writeHead(status, { "retry-after": "30" }).end(`no_service ${path}`);
    });
    await using notifier = openSlackNotifier({ url: `${receiver.url}${path}` });
    const failure = await failureOf(notifier.send(makeNotice(), NEVER));
    assert.equal(failure instanceof UnavailableError, isLater);
    if (failure instanceof UnavailableError) assert.equal(failure.retryAfterMs, 30_000);
    assert.match(failure.message, /no_service/);
    assert.doesNotMatch(failure.message, /T00000000|B00000000|abcdefghijkl/);
  }
});

Deno.test("slack: no text is longer than Slack takes, however much it grows by escaping", () => {
  const [alert] = makeNotice({
    rule: "&".repeat(100),
    annotations: { description: "<".repeat(5000) },
    samples: Array(5).fill({ timestampMs: 0, level: "E", service: "s", message: ">".repeat(500) }),
  }).alerts;
  for (const count of [1, 2, 50]) {
    const message = toMessage({ ...makeNotice(), alerts: Array(count).fill(alert), more: 3 });
    assert.ok(message.blocks.length <= 50);
    assert.ok(JSON.stringify(message).length < 16_000);
    for (const block of message.blocks) {
      const [{ text }] = toObjects(block);
      assert.ok(text.length <= (block.type === "header" ? 150 : 3000), block.type);
      assert.doesNotMatch(text, /&(?!(amp|lt|gt);)/); // None is cut in two.
    }
    const shown = message.blocks.filter((block) => /firing since/.test(toObjects(block)[0].text));
    const more = toTexts(message).find((text) => /^and \d+ more/.test(text))!;
    assert.equal(shown.length + Number(/\d+/.exec(more)![0]), count + 3);
  }
});

Deno.test("slack: a link cannot end before its end", () => {
  const link = "https://logs.example.com/?q=a|b<!channel>&x=\u0000y";
  const text = toTexts(toMessage(makeNotice({ link }))).find((text) => text.startsWith("<"));
  assert.equal(
    text,
    "<https://logs.example.com/?q=a%7Cb%3C!channel%3E&amp;x=%00y|Show the events>",
  );
  const none = toTexts(toMessage(makeNotice({ link: "javascript:alert(1)" })));
  assert.ok(none.every((text) => !text.startsWith("<")));
});

function toObjects(block: SlackMessage["blocks"][number]) {
  return [block.type === "context" ? block.elements[0] : block.text] as const;
}

function toTexts({ blocks }: SlackMessage): string[] {
  return blocks.map((block) => toObjects(block)[0].text);
}
