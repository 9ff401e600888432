import assert from "node:assert/strict";
import type { Notice } from "../../core/alert/notice.ts";
import type { Notifier } from "../../ports/notifier.ts";
import { openAlertmanagerNotifier } from "../../adapters/alertmanager/notifier.ts";
import { openEmailNotifier } from "../../adapters/email/notifier.ts";
import { openMailServer, parseMail } from "../../adapters/email/testing.ts";
import { openSlackNotifier } from "../../adapters/slack/notifier.ts";
import { openWebhookNotifier } from "../../adapters/webhook/notifier.ts";
import { makeNotice, NEVER, openReceiver } from "../../runtime/notices/testing.ts";

const TEXTS: Readonly<Record<string, string>> = {
  "a mention": "<!channel> <!here> <@U012AB3CD> <#C012AB3CD> <!subteam^S012>",
  "a link of Slack": "<https://evil.example.com|a safe one> <mailto:a@example.com|b>",
  "escaped already": "&lt;!channel&gt; &amp;lt;",
  "marked up": "*bold* _i_ ~s~ `code` ```block``` > quote\n> quote :tada:",
  "headers of mail":
    "x\r\nBcc: evil@example.com\r\nContent-Type: text/html\r\n\r\n<b>body</b>\n.\r\n",
  "an encoded word": "=?utf-8?B?PHNjcmlwdD4=?= =?iso-8859-1?Q?=0D=0ABcc:_evil@example.com?=",
  "HTML":
    "</pre></p><script>alert(1)</script><img src=x onerror='alert(1)'>\"><a href=javascript:1>x",
  "a megabyte": "y ".repeat(500_000),
  "a megabyte without a space": "😀".repeat(250_000),
  "lone surrogates": "\ud83d \ude00 \udfff\ud800",
  "control characters": "\0\x01\x1b[31m\x07\x7f\x85\u2028\u202e\u2066\ufeff\t",
  "nothing": "",
  "a prototype": "__proto__",
};

function noticeOf(text: string): Notice {
  const samples = Array(5).fill({ timestampMs: 0, level: text, service: text, message: text });
  const labels = Object.fromEntries([["service", text], [text, text], ["__proto__", text]]);
  return makeNotice({
    ...{ rule: text, labels, annotations: { summary: text, description: text, [text]: text } },
    ...{
      samples,
      link: `https://logs.example.com/?q=${encodeURIComponent(text.toWellFormed().slice(0, 2000))}`,
    },
  }, { group: text, receiver: "ops" });
}

async function tell(notifier: Notifier, text: string): Promise<void> {
  await using opened = notifier;
  await opened.send(noticeOf(text), NEVER);
}

async function bodyOf(open: (url: string) => Notifier, text: string): Promise<string> {
  await using receiver = await openReceiver((response) => response.end());
  await tell(open(receiver.url), text);
  const [{ body }] = receiver.asked as [(typeof receiver.asked)[number]];
  assert.ok(body.isWellFormed() && body.length < 1_100_000, `${body.length}`);
  return body;
}

/** What is kept of a text, at most. */
function isBeginOf(kept: string, text: string): boolean {
  const begin = kept.replace(/…$/, "");
  return text.toWellFormed().startsWith(begin) &&
    (kept === begin ? begin.length === text.length : true);
}

Deno.test("hostile texts come by webhook as they are, cut and well-formed", async (t) => {
  const given = { secret: "s", headers: {}, login: null, ca: null, warn: assert.fail };
  for (const [name, text] of Object.entries(TEXTS)) {
    await t.step(name, async () => {
      const body = await bodyOf((url) => openWebhookNotifier({ url, ...given }), text);
      const { alerts: [alert] } = JSON.parse(body);
      const kept = [alert.rule, alert.labels.service, alert.annotations.summary];
      for (const one of [...kept, alert.samples[0].message]) assert.ok(isBeginOf(one, text), one);
    });
  }
});

Deno.test("hostile texts do nothing in Slack", async (t) => {
  for (const [name, text] of Object.entries(TEXTS)) {
    await t.step(name, async () => {
      const body = await bodyOf((url) => openSlackNotifier({ url }), text);
      const message = JSON.parse(body);
      const objects = message.blocks.flatMap((
        block: { text?: unknown; elements?: unknown[] },
      ) => block.elements ?? [block.text]);
      for (const { type, text } of [...objects, { type: "text", text: message.text }]) {
        const own = type === "mrkdwn"
          ? text.replace(/^<https:\/\/logs[^<>|]*\|Show the events>$/, "")
          : text;
        assert.doesNotMatch(own, /[<>]|&(?!(amp|lt|gt);)/);
        assert.doesNotMatch(own, /[^\P{Cc}\n]|[\u2028\u202e]/u);
        assert.ok(text.length >= 1 && text.length <= 3000, `${text.length}`);
      }
      assert.ok(message.blocks.length <= 50 && body.length < 20_000);
      assert.deepEqual([message.parse, message.link_names, message.mrkdwn], ["none", false, false]);
    });
  }
});

Deno.test("hostile texts are text in mails, and no headers", async (t) => {
  await using server = await openMailServer();
  const names = [
    ...["from", "to", "subject", "date", "message-id", "in-reply-to", "references"],
    ...["mime-version", "content-type", "auto-submitted", "x-logflow-notice"],
  ];
  for (const [name, text] of Object.entries(TEXTS)) {
    await t.step(name, async () => {
      await tell(
        openEmailNotifier({
          ...{
            host: "127.0.0.1",
            port: server.port,
            tls: "offered",
            login: null,
            ca: null,
            warn: assert.fail,
          },
          ...{ from: "logflow@example.com", to: ["ops@example.com"] },
        }),
        text,
      );
      const { to, raw } = server.mails.at(-1)!;
      assert.deepEqual(to, ["ops@example.com"]);
      assert.ok(raw.length < 200_000, `${raw.length}`);
      assert.ok(raw.split("\r\n").every((line) => line.length <= 998));
      const { headers, parts } = parseMail(raw);
      assert.deepEqual([...headers.keys()].sort(), names.toSorted());
      const subject = decodeWords(headers.get("subject")!);
      assert.match(subject, /^Firing: .* \(critical\)$/u); // One line, and decoded but once.
      assert.equal(subject.includes("PHNjcmlwdD4"), name === "an encoded word");
      assert.equal(parts.length, 2);
      const tags = parts[1]!.match(/<[^>]*>/g)!.map((tag) =>
        tag.replace(/ href="https:\/\/logs[^"<>]*"/, "")
      );
      const known = "html body h2 h3 p br pre a small hr".split(" ").flatMap((
        tag,
      ) => [`<${tag}>`, `</${tag}>`]);
      assert.deepEqual(tags.filter((tag) => !known.includes(tag)), ["<!doctype html>"]);
      for (const part of parts) assert.doesNotMatch(part, /[^\P{Cc}\r\n]|\u202e/u);
    });
  }
});

Deno.test("hostile texts are values and valid names for Alertmanager", async (t) => {
  for (const [name, text] of Object.entries(TEXTS)) {
    await t.step(name, async () => {
      const given = { login: null, ca: null, warn: assert.fail, repeatMs: 60_000 };
      const body = await bodyOf((url) => openAlertmanagerNotifier({ url, ...given }), text);
      const [alert] = JSON.parse(body);
      for (const name of [...Object.keys(alert.labels), ...Object.keys(alert.annotations)]) {
        assert.match(name, /^[a-zA-Z_][a-zA-Z0-9_]*$/);
      }
      assert.ok(isBeginOf(alert.labels.alertname, text));
      assert.ok(
        Object.entries(alert.labels).every(([name, value]) => value !== "" || name === "alertname"),
      );
    });
  }
});

/** As mail programs show a header (RFC 2047). */
function decodeWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, "?==?");
  return joined.replace(/=\?UTF-8\?([QB])\?([^?]*)\?=/g, (_, kind, word) => {
    const bytes = kind === "B" ? atob(word) : toBytes(word);
    return new TextDecoder().decode(Uint8Array.from(bytes, (byte: string) => byte.charCodeAt(0)));
  });
}

function toBytes(word: string): string {
  return word.replaceAll("_", " ")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}
