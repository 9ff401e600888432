import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import type { Notice } from "../../core/alert/notice.ts";
import { UnavailableError } from "../../core/errors.ts";
import { failureOf, makeNotice, NEVER } from "../../runtime/notices/testing.ts";
import { freePort } from "../../tests/e2e/pipeline_process.ts";
import { AUTHORITY } from "../elasticsearch/testing/certificate.ts";
import { type EmailOptions, openEmailNotifier } from "./notifier.ts";
import { openMailServer, parseMail, refusal } from "./testing.ts";

const ADDRESSES = { from: "LogFlow <alerts@example.com>", to: ["ops@example.com"] };

async function send(port: number, given: Partial<EmailOptions> = {}, notice = makeNotice()) {
  const fixed = { ...ADDRESSES, host: "localhost", port, tls: "offered", login: null } as const;
  await using notifier = openEmailNotifier({
    ...fixed,
    ca: AUTHORITY,
    warn: assert.fail,
    ...given,
  });
  await notifier.send(notice, NEVER);
}

Deno.test("email: a notice arrives as text and as HTML, from and to whom it is meant", async () => {
  await using server = await openMailServer();
  await send(server.port, { to: ["a@example.com", "b@example.com"] });
  const [mail] = server.mails;
  assert.deepEqual([mail!.from, mail!.to], [
    "alerts@example.com",
    ["a@example.com", "b@example.com"],
  ]);
  const { headers, parts } = parseMail(mail!.raw);
  assert.equal(headers.get("subject"), "Firing: errors (critical)");
  assert.equal(headers.get("auto-submitted"), "auto-generated");
  assert.equal(headers.get("x-logflow-notice"), "n-1");
  assert.equal(parts.length, 2);
  const link = "https://logs.example.com/?q=level%3AERROR";
  for (const part of parts) {
    assert.match(part, /errors \(critical\): firing since 2026-01-02T03:04:00Z, value 12/);
    assert.match(part, /service=payment/);
    assert.match(part, /12 errors of payment/);
    assert.match(part, /2026-01-02T03:03:59\.123Z ERROR payment card declined/);
    assert.ok(part.includes(link));
  }
  assert.ok(parts[1]!.includes(`<a href="${link}">`));
});

Deno.test("email: a repeat has the same Message-ID, and mails of a group are one thread", async () => {
  await using server = await openMailServer();
  const notices: readonly Partial<Notice>[] = [
    {},
    {},
    { id: "n-2", status: "resolved" },
    { id: "n-3", group: "rule=other" },
  ];
  for (const notice of notices) await send(server.port, {}, makeNotice({}, notice));
  const all = server.mails.map(({ raw }) => parseMail(raw).headers);
  const ids = all.map((headers) => headers.get("message-id"));
  const notice = (id: string) => `<notice.${id}.logflow@example.com>`;
  assert.deepEqual(ids, [notice("n-1"), notice("n-1"), notice("n-2"), notice("n-3")]);
  const threads = all.map((headers) => headers.get("references"));
  assert.deepEqual(threads, all.map((headers) => headers.get("in-reply-to")));
  assert.match(threads[0]!, /^<group\.[0-9a-f]{32}\.logflow@example\.com>$/);
  assert.deepEqual(threads.map((thread) => thread === threads[0]), [true, true, true, false]);
});

Deno.test("email: the connection is secured as it is asked for, by the authority that is given", async () => {
  await using implicit = await openMailServer({ secure: true });
  await send(implicit.port, { tls: "implicit" });
  await using starttls = await openMailServer();
  await send(starttls.port, { tls: "required" });
  await using plain = await openMailServer({ disabledCommands: ["STARTTLS"] });
  await send(plain.port);
  await send(starttls.port, { ca: null });
  const counts = () => [implicit, starttls, plain].map(({ mails }) => mails.length);
  assert.deepEqual(counts(), [1, 2, 1]);

  for (
    const [port, given, expected] of [
      // First, as that server has a timer of 100 ms, which outlives the connection.
      [starttls.port, { tls: "implicit" }, /./],
      [implicit.port, { tls: "implicit", ca: null }, /certificate/],
      [starttls.port, { tls: "required", ca: null }, /certificate/],
      [plain.port, { tls: "required" }, /refuses: .*STARTTLS/],
    ] as const
  ) {
    const failure = await failureOf(send(port, given));
    assert.equal(failure instanceof UnavailableError, port !== plain.port, failure.stack);
    assert.match(failure.message, expected);
  }
  assert.deepEqual(counts(), [1, 2, 1]);
});

Deno.test("email: it logs in, and a refused login is no reason to come again; the password is in no message", async () => {
  await using server = await openMailServer({
    authOptional: false,
    onAuth(auth, _session, done) {
      if (auth.password === "correct horse") done(null, { user: auth.username });
      else done(refusal(535, `wrong password ${auth.password}`));
    },
  });
  const login = { username: "logflow", password: "correct horse" };
  await send(server.port, { tls: "required", login });
  const wrong = { tls: "required", login: { ...login, password: "battery staple" } } as const;
  const failure = await failureOf(send(server.port, wrong));
  assert.ok(!(failure instanceof UnavailableError));
  assert.match(failure.message, /refuses.*wrong password \*\*\*/);
  assert.equal(server.mails.length, 1);
});

Deno.test("email: temporary refusals may be mended by time, permanent ones not", async () => {
  for (const [code, isLater] of [[450, true], [421, true], [550, false], [554, false]] as const) {
    const fault = refusal(code, "says no");
    const servers = [
      {
        onMailFrom: (_address: unknown, _session: unknown, done: (error: Error) => void) =>
          done(fault),
      },
      {
        onRcptTo: (_address: unknown, _session: unknown, done: (error: Error) => void) =>
          done(fault),
      },
      {
        onData(
          stream: { resume(): void; on(name: "end", run: () => void): void },
          _session: unknown,
          done: (error: Error) => void,
        ) {
          stream.on("end", () => done(fault));
          stream.resume();
        },
      },
    ];
    for (const options of servers) {
      await using server = await openMailServer(options);
      const failure = await failureOf(send(server.port));
      assert.equal(failure instanceof UnavailableError, isLater, failure.message);
      assert.match(
        failure.message,
        new RegExp(`^Cannot send a mail by "localhost:${server.port}": it .*${code} says no`),
      );
    }
  }
});

Deno.test("email: who of several is refused is told, and who has it gets it once, however often it is tried", async () => {
  const codes = new Map<string, number>();
  await using server = await openMailServer({
    onRcptTo({ address }, _session, done) {
      const code = codes.get(address.slice(0, 1));
      done(code === undefined ? null : refusal(code, "who is that"));
    },
  });
  const said: string[] = [];
  const fixed = { ...ADDRESSES, host: "localhost", tls: "offered", login: null } as const;
  await using notifier = openEmailNotifier({
    ...{ ...fixed, port: server.port, ca: AUTHORITY, warn: (message) => void said.push(message) },
    to: ["A <a@example.com>", "b@example.com", "c@example.com"],
  });
  const tell = async (id: string, given: Readonly<Record<string, number>>) => {
    codes.clear();
    for (const [name, code] of Object.entries(given)) codes.set(name, code);
    const before = server.mails.length;
    await notifier.send(makeNotice({}, { id }), NEVER);
    return server.mails.slice(before).flatMap(({ to }) => to.map((address) => address[0]));
  };

  assert.deepEqual(await tell("1", { b: 550 }), ["a", "c"], "it is taken: nobody is to wait");
  assert.equal(said.length, 1);
  assert.match(said[0]!, /to b@example\.com: .*who is that.*; the others have it/);
  assert.deepEqual(await tell("2", { b: 550 }), ["a", "c"]);
  assert.equal(said.length, 1, "once");
  assert.deepEqual(await tell("3", {}), ["a", "b", "c"]);
  assert.deepEqual(await tell("4", { b: 550 }), ["a", "c"]);
  assert.equal(said.length, 2, "and again once it was accepted");

  const later = await failureOf(tell("5", { b: 450, c: 550 }));
  assert.ok(later instanceof UnavailableError);
  assert.match(later.message, /to b@example\.com, c@example\.com: .*; the others have it/);
  assert.deepEqual(await tell("5", {}), ["b"], "who has it, or is refused, is not told again");
  await failureOf(tell("6", { b: 450 }));
  assert.deepEqual(await tell("6", { b: 550 }), [], "it is taken: the others have it");
  const all = await failureOf(tell("7", { a: 550, b: 550, c: 550 }));
  assert.ok(!(all instanceof UnavailableError));
});

Deno.test("email: a server that is silent, gone, or refused by its address", async () => {
  const silent = await openSilentServer((socket) => socket.resume());
  const closing = await openSilentServer((socket) => socket.destroy());
  await using _both = {
    [Symbol.asyncDispose]: () => Promise.all([silent.close(), closing.close()]).then(() => {}),
  };
  for (
    const [port, options, expected] of [
      [silent.port, { timeoutMs: 200 }, /no answer within 0\.2 s/],
      [closing.port, {}, /closed/i],
      [freePort(), {}, /refused; is it running/],
    ] as const
  ) {
    const failure = await failureOf(send(port, { options }));
    assert.ok(failure instanceof UnavailableError, failure.stack);
    assert.match(failure.message, expected);
  }
  const failure = await failureOf(send(25, {
    host: "mail.example.com",
    options: { lookup: (_name, _options, done) => done(null, "169.254.169.254", 4) },
  }));
  assert.ok(!(failure instanceof UnavailableError));
  assert.match(failure.message, /its address is 169\.254\.169\.254/);
});

async function openSilentServer(onConnection: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close };
}
