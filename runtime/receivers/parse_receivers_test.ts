import assert from "node:assert/strict";
import { parseReceivers } from "./parse_receivers.ts";

const FILES: Readonly<Record<string, string>> = {
  "conf/slack.url": "https://hooks.slack.com/services/T0/B0/secret-path\n",
  "/run/secrets/smtp": "  mail password \n",
  "conf/empty": "\n",
  "conf/ca.pem": "-----BEGIN CERTIFICATE-----\n",
};

function parse(text: string) {
  const asked: string[] = [];
  const read = parseReceivers(text, "conf/receivers.yml", (path) => {
    asked.push(path);
    const found = FILES[path];
    if (found === undefined) throw new Deno.errors.NotFound();
    return found;
  });
  return { ...read, asked };
}

Deno.test("parseReceivers reads every type, with secrets in it or in files", () => {
  const { receivers, faults, files } = parse(`
receivers:
  - name: hook
    type: webhook
    url: https://Example.com:8443/a?b=1#c
    secret: sign me
    headers: { X-Own: "1" }
    username: u
    password: p
    ca_file: ca.pem
    group_by: [rule, service]
    group_wait: 5s
    group_interval: 0s
    repeat: 30m
    send_resolved: false
  - { name: Chat room, type: slack, url_file: slack.url }
  - name: mail
    type: email
    smtp: smtps://log%40flow@Mail.example.com
    password_file: /run/secrets/smtp
    from: LogFlow <logflow@example.com>
    to: [ops@example.com, "Duty <duty@example.com>"]
  - { name: am, type: alertmanager, url: "http://10.0.0.1:9093/am" }
heartbeat: { url: "https://hc.example.com/ping/abc", interval: 30s }
`);
  assert.deepEqual(faults, []);
  const shared = {
    groupBy: ["rule"],
    waitMs: 0,
    gapMs: 10_000,
    repeatMs: 14_400_000,
    sendResolved: true,
    alertsMax: 50,
    keepsMuted: false,
  };
  assert.deepEqual(receivers, {
    receivers: [
      {
        ...{ name: "hook", groupBy: ["rule", "service"], repeatMs: 1_800_000 },
        ...{ waitMs: 5000, gapMs: 0 },
        ...{ sendResolved: false, alertsMax: 50, keepsMuted: false },
        channel: {
          ...{ type: "webhook", url: "https://example.com:8443/a?b=1", secret: "sign me" },
          ...{ headers: { "x-own": "1" }, login: { username: "u", password: "p" } },
          ca: FILES["conf/ca.pem"],
        },
      },
      {
        ...{ name: "Chat room", ...shared },
        channel: { type: "slack", url: "https://hooks.slack.com/services/T0/B0/secret-path" },
      },
      {
        ...{ name: "mail", ...shared },
        channel: {
          ...{ type: "email", host: "mail.example.com", port: 465, tls: "implicit", ca: null },
          login: { username: "log@flow", password: "mail password" },
          from: "LogFlow <logflow@example.com>",
          to: ["ops@example.com", "Duty <duty@example.com>"],
        },
      },
      {
        ...{
          name: "am",
          ...shared,
          groupBy: [":shard"],
          gapMs: 0,
          repeatMs: 60_000,
          alertsMax: 20_000,
          keepsMuted: true,
        },
        channel: { type: "alertmanager", url: "http://10.0.0.1:9093/am", login: null, ca: null },
      },
    ],
    heartbeat: { url: "https://hc.example.com/ping/abc", intervalMs: 30_000, ca: null },
  });
  assert.deepEqual(files, ["conf/ca.pem", "conf/slack.url", "/run/secrets/smtp"]);
});

Deno.test("parseReceivers tells all faults, each with its line and column, and no secret", () => {
  const { receivers, faults } = parse(`receivers:
  - name: a
    type: webhook
    urll: https://example.com/hidden
    repeat: often
    secret: hidden
    secret_file: hidden.txt
    headers: { Host: hidden, "x y": hidden, X-A: "hid\\nden" }
  - name: a
    type: pager
  - type: slack
    url: https://user:hidden@example.com/hidden
    url_file: slack.url
    group_by: rule
  - name: mail
    type: email
    smtp: smtps://user:hidden@mail.example.com
    from: "a@b\\r\\nBcc: c@d"
    to: []
  - name: am
    type: alertmanager
    url: http://169.254.169.254/
    username: hidden
    ca_file: empty
  - just a text
heartbeat: { url_file: nowhere }
more: 1
`);
  assert.deepEqual(receivers, { receivers: [], heartbeat: null });
  const at = "conf/receivers.yml";
  const expected = [
    [27, 1, '"more" is not a known key'],
    [4, 5, 'did you mean "url"?'],
    [2, 5, 'this has no "url"'],
    [5, 5, "give a length of time from 1s to 30d"],
    [7, 5, 'is given beside "secret"'],
    [8, 16, "a header that LogFlow sets itself"],
    [8, 30, "is no name of a header"],
    [8, 45, "is no value of a header"],
    [9, 5, "also the name of another"],
    [10, 5, "is no type; give one of webhook, slack, email, alertmanager"],
    [11, 5, '"name" is missing'],
    [12, 5, "has a name or password in it"],
    [13, 5, 'is given beside "url"'],
    [14, 5, "is no list of texts"],
    [17, 5, "has a password in it"],
    [18, 5, "is no address"],
    [19, 5, "is empty; give at least one"],
    [22, 5, "link-local"],
    [23, 5, "has no password"],
    [24, 5, "without a certificate"],
    [25, 5, "is no object"],
    [26, 14, "cannot be read: it does not exist"],
  ] as const;
  for (const [line, column, problem] of expected) {
    const found = faults.filter((fault) => fault.includes(problem));
    assert.ok(found.length > 0, `${problem}\n${faults.join("\n")}`);
    assert.ok(
      found.some((fault) => fault.startsWith(`${at}:${line}:${column}: `)),
      found.join("\n"),
    );
  }
  assert.equal(faults.length, expected.length, faults.join("\n"));
  const lines = faults.map((fault) => Number(fault.split(":")[1]));
  assert.deepEqual(lines, lines.toSorted((a, b) => a - b));
  assert.ok(faults.every((fault) => !/hidden(?!\.txt)/.test(fault)), faults.join("\n"));
});

Deno.test("parseReceivers refuses what is no such file", () => {
  for (
    const [text, problem] of [
      ["", "no file of receivers"],
      ["[]", "no file of receivers"],
      ["heartbeat: {url: 'http://a/'}", 'has no "receivers"'],
      ["receivers: 1", "is no list"],
      [`receivers: [${"{},".repeat(101)}]`, "is no list of at most 100"],
      ["receivers: [", "cannot be read as YAML"],
      ["receivers: []\nreceivers: []", "there already"],
    ] as const
  ) {
    const { faults } = parse(text);
    assert.ok(faults.some((fault) => fault.includes(problem)), `${text}\n${faults.join("\n")}`);
  }
  assert.deepEqual(parse("receivers: []").faults, []);
});

Deno.test("parseReceivers refuses the names of metadata services, wherever they lead, with their place", () => {
  const names = [
    "metadata",
    "metadata.goog",
    "Metadata.Google.internal",
    "metadata.google.internal.",
  ];
  names.push("instance-data", "instance-data.ec2.internal");
  for (const name of names) {
    const { faults } = parse(`receivers:
  - { name: a, type: webhook, url: "http://${name}/computeMetadata/v1/" }
  - { name: b, type: email, smtp: "smtp://${name}", from: a@example.com, to: [b@example.com] }
heartbeat: { url: "https://${name}:8080/" }
`);
    const told = faults.map((fault) => fault.replace(/leads to \S+, which is /, ""));
    const refused = "link-local, of a cloud's metadata or no host's; receivers there are refused";
    assert.deepEqual(told, [
      `conf/receivers.yml:2:31: "url" ${refused}`,
      `conf/receivers.yml:3:29: "smtp" ${refused}`,
      `conf/receivers.yml:4:14: "heartbeat.url" ${refused}`,
    ]);
  }
  for (const name of ["metadata.example.com", "my-metadata", "instance-data.internal"]) {
    assert.deepEqual(parse(`{ receivers: [], heartbeat: { url: "http://${name}/" } }`).faults, []);
  }
});

Deno.test("parseReceivers: a password goes to another machine by TLS alone", () => {
  const table = [
    ["smtp://mail.example.com", null, 587, "offered"],
    ["smtp://u@mail.example.com:25", "p", 25, "required"],
    ["smtp://u@localhost", "p", 587, "offered"],
    ["smtps://[::1]", null, 465, "implicit"],
  ] as const;
  for (const [smtp, password, port, tls] of table) {
    const { receivers, faults } = parse(
      JSON.stringify({
        receivers: [{
          ...{ name: "m", type: "email", smtp, from: "a@example.com", to: ["b@example.com"] },
          ...password !== null && { password },
        }],
      }),
    );
    assert.deepEqual(faults, []);
    const { channel } = receivers.receivers[0]!;
    assert.ok(channel.type === "email");
    assert.deepEqual([channel.port, channel.tls, channel.host], [
      port,
      tls,
      new URL(smtp).hostname.replace(/[[\]]/g, ""),
    ]);
  }
});
