import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { LogDocument } from "../../core/event.ts";
import type { SearchRequest } from "../../ports/log_store.ts";
import { ArrayStore } from "../../tests/contract/array_store.ts";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { settle } from "../../tests/virtual_clock.ts";
import { EXPORTS_MAX, PAGE_EVENTS } from "./export.ts";
import { createTestApp, type TestAppOptions } from "./testing.ts";

const EXPORT = "/api/v1/logs/export";
const EVENTS = toEvents(0, 2 * PAGE_EVENTS + 500);

Deno.test("export gives every event that matches, in order, as NDJSON to be saved", async () => {
  const { send, asked } = await open();
  const answer = await send(EXPORT);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get("content-type"), "application/x-ndjson");
  const name = 'attachment; filename="logflow-20251023T143215Z.ndjson"';
  assert.equal(answer.headers.get("content-disposition"), name);
  assert.deepEqual(numbersOf(await answer.text()), EVENTS.map((_, i) => i));
  assert.equal(asked.length, 3);
  const newest = numbersOf(await (await send(`${EXPORT}?order=newest&q=message:1*`)).text());
  const wanted = EVENTS.map((_, i) => i).filter((i) => `${i}`.startsWith("1")).reverse();
  assert.deepEqual(newest, wanted);
  const to = "2025-10-23T15:30:10Z";
  assert.equal(numbersOf(await (await send(`${EXPORT}?to=${to}`)).text()).length, 10);
});

Deno.test("export gives CSV with a header, also where nothing matches", async () => {
  const { send } = await open();
  const answer = await send(`${EXPORT}?format=csv&q=message:7`);
  assert.equal(answer.headers.get("content-type"), "text/csv; charset=utf-8; header=present");
  assert.match(answer.headers.get("content-disposition")!, /\.csv"$/);
  const lines = (await answer.text()).split("\r\n");
  assert.equal(lines.length, 3);
  assert.match(lines[0]!, /^id,timestamp,/);
  assert.match(lines[1]!, /,event 7,{}$/);
  const all = (await (await send(`${EXPORT}?format=csv`)).text()).split("\r\n");
  assert.deepEqual(all.filter((line) => line.startsWith("id,")), [lines[0]]);
  assert.equal(all.length, EVENTS.length + 2);
  const none = await (await send(`${EXPORT}?format=csv&q=nothing`)).text();
  assert.match(none, /^id,.*\r\n$/);
  assert.equal(await (await send(`${EXPORT}?q=nothing`)).text(), "");
});

Deno.test("export refuses what cannot be meant, or be read now, before it begins", async () => {
  const { send, fail } = await open();
  for (const query of ["?q=(", "?format=xml", "?order=random", "?limit=5", "?from=2026&to=2025"]) {
    const answer = await send(EXPORT + query);
    assert.equal(answer.status, 400, query);
    assert.equal(answer.headers.get("content-type"), "application/problem+json");
    assert.equal(answer.headers.get("content-disposition"), null);
  }
  fail.push(new UnavailableError("Cannot search: away", { retryAfterMs: 3000 }));
  const answer = await send(EXPORT);
  assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "3"]);
});

Deno.test("export breaks off where a later page cannot be read, and never looks whole", async () => {
  const { send, fail, logged } = await open();
  fail.push(null, new TypeError("x is undefined"));
  await assert.rejects((await send(EXPORT)).text(), /Cannot go on with GET|undefined/);
  assert.match(logged.join(), /export: TypeError: x is undefined/);
});

Deno.test("export tries a page again while the store is away, as long as a request may take", async () => {
  const away = () => new UnavailableError("Cannot search: away");
  const patient = await open();
  patient.fail.push(null, away(), null);
  assert.equal(numbersOf(await (await patient.send(EXPORT)).text()).length, EVENTS.length);
  const { send, fail, logged } = await open({ options: { deadlineMs: 50 } });
  fail.push(null, ...Array.from({ length: 50 }, away));
  const isLate = (error: unknown) => /within 50 ms/.test(String(error));
  await assert.rejects((await send(EXPORT)).text(), isLate);
  assert.match(logged.join(), /Cannot go on with GET \/api\/v1\/logs\/export: .* within 50 ms/);
});

Deno.test("export reads no further than one page ahead of its client", async () => {
  const { send, asked } = await open();
  const reader = (await send(EXPORT)).body!.getReader();
  assert.equal(asked.length, 1);
  await reader.read();
  await settle();
  assert.equal(asked.length, 2);
  await reader.cancel();
});

Deno.test("export ends its reading when its client goes away", async () => {
  const { send, asked, hang } = await open();
  const reader = (await send(EXPORT)).body!.getReader();
  hang();
  await reader.read();
  await reader.cancel();
  assert.equal(asked.at(-1)!.signal!.aborted, true);
});

Deno.test("export is sent to a bounded number of clients at once, and to others after them", async () => {
  const { send } = await open();
  const answers = await Promise.all(Array.from({ length: EXPORTS_MAX }, () => send(EXPORT)));
  const refused = await send(EXPORT);
  assert.equal(refused.status, 503);
  assert.match((await refused.json()).detail, /Cannot export now: 4 others do/);
  await answers[0]!.text();
  assert.equal((await send(EXPORT, { method: "HEAD" })).body, null);
  const other = await send(EXPORT);
  assert.equal(other.status, 200);
  for (const { body } of [...answers.slice(1), other]) await body!.cancel();
});

interface Line extends LogDocument {
  readonly message: string;
}

function numbersOf(text: string): number[] {
  const lines = text.split("\n").slice(0, -1).map((line): Line => JSON.parse(line));
  return lines.map(({ message }) => Number(message.replace("event ", "")));
}

async function open(options: TestAppOptions = {}) {
  const store = new ArrayStore();
  await store.writer.append(EVENTS, null);
  const asked: SearchRequest[] = [];
  /** What the next pages fail with; null = they do not. */
  const fail: (Error | null)[] = [];
  let hangs = false;
  const search = (request: SearchRequest) => {
    asked.push(request);
    if (hangs) return new Promise<never>(() => {});
    const error = fail.shift() ?? null;
    return error === null ? store.reader.search(request) : Promise.reject(error);
  };
  const app = createTestApp({ store: { ...store.reader, search }, ...options });
  return { ...app, asked, fail, hang: () => hangs = true };
}
