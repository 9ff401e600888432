import assert from "node:assert/strict";
import { createTestClient, testEvents } from "./testing.ts";

/** A body that comes in these pieces, and then ends or breaks. */
function bodyOf(pieces: readonly string[], breaks: Error | null = null): Response {
  const left = pieces.map((piece) => new TextEncoder().encode(piece));
  return new Response(
    new ReadableStream({
      pull(controller) {
        const piece = left.shift();
        if (piece !== undefined) controller.enqueue(piece);
        else if (breaks !== null) controller.error(breaks);
        else controller.close();
      },
    }),
  );
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

Deno.test("exportLogs gives all events that match, however many", async () => {
  const { client } = await createTestClient({ events: testEvents(2500) });
  const all = await collect(client.exportLogs());
  assert.deepEqual(all.map(({ source }) => source.position), [...Array(2500).keys()]);
  const errors = await collect(client.exportLogs({ q: "level:ERROR", order: "newest" }));
  assert.deepEqual([errors.length, errors[0]!.source.position], [1250, 2499]);
});

Deno.test("exportLogs may be left at any time", async () => {
  const { client } = await createTestClient({ events: testEvents(5000) });
  for await (const { source } of client.exportLogs()) {
    assert.equal(source.position, 0);
    break;
  }
});

Deno.test("exportText gives NDJSON or CSV as the API writes it", async () => {
  const { client } = await createTestClient({ events: testEvents(2) });
  const lines = (await new Response(await client.exportText()).text()).split("\n");
  assert.deepEqual([lines.length, JSON.parse(lines[1]!).message], [3, "message number 1"]);
  const csv = await new Response(await client.exportText({ format: "csv" })).text();
  assert.match(csv, /^id,timestamp,level,service,.*\r\n.*,message number 0,/);
});

Deno.test("exportLogs reads the same, however the body is cut", async () => {
  const text = '{"message":"ä\\u2028"}\n{"message":"💥"}\n';
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size < 7; size++) {
    const body = new ReadableStream({
      start(controller) {
        for (let at = 0; at < bytes.length; at += size) {
          controller.enqueue(bytes.slice(at, at + size));
        }
        controller.close();
      },
    });
    const { client } = await createTestClient({ instead: () => new Response(body) });
    const messages = (await collect(client.exportLogs())).map(({ message }) => message);
    assert.deepEqual(messages, ["ä\u2028", "💥"]);
  }
});

Deno.test("exportLogs and exportText fail where the answer breaks off: nobody takes a part for the whole", async () => {
  const reset = new TypeError("connection reset");
  const broken = await createTestClient({ instead: () => bodyOf(['{"message":"a"}\n'], reset) });
  await assert.rejects(collect(broken.client.exportLogs()), {
    status: 0,
    message: /connection reset$/,
  });
  const text = new Response(await broken.client.exportText());
  await assert.rejects(text.text(), { name: "ApiError", status: 0 });
  const short = await createTestClient({ instead: () => bodyOf(['{"message":"a"}\n{"mess']) });
  await assert.rejects(collect(short.client.exportLogs()), {
    name: "ApiError",
    message: /^Cannot read the export: /,
  });
});

Deno.test("exportText ends the request when nobody wants more, or the signal fires", async () => {
  const { client, requests } = await createTestClient({ events: testEvents(5000) });
  const text = await client.exportText();
  await text.cancel();
  assert.equal(requests[0]!.signal.aborted, true);
  const stop = new AbortController();
  const other = await client.exportText({ signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(new Response(other).text(), { message: "enough" });
});
