import assert from "node:assert/strict";
import type { LogDocument } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { type FieldsCase, TIME_ZONE, toFieldsCases } from "./all_fields_cases.ts";
import { shipFiles, type ShippedFiles } from "./ship_files.ts";
import { toTraceCases } from "./trace_cases.ts";

Deno.test("pipeline gives each format's events all their fields", async (t) => {
  const startMs = Date.now();
  const cases = { ...toFieldsCases(startMs), ...toTraceCases() };
  const texts = Object.entries(cases).map(([name, list]) => [name, toText(list)] as const);
  await using files = await shipFiles({
    files: Object.fromEntries(texts),
    events: Object.values(cases).flat().length,
    variables: { LOGFLOW_TIME_ZONE: TIME_ZONE },
  });
  for (const [name, list] of Object.entries(cases)) {
    await t.step(name, () => checkFile(files, name, { list, startMs }));
  }
  await files.end();
});

function toText(cases: readonly FieldsCase[]): string {
  return cases.map(({ raw }) => `${raw}\n`).join("");
}

async function checkFile(
  files: ShippedFiles,
  name: string,
  { list, startMs }: { readonly list: readonly FieldsCase[]; readonly startMs: number },
): Promise<void> {
  const events = await files.eventsOf(name);
  const origin = events[0]!.source.origin;
  assert.match(origin, /^[0-9a-f]{15}$/);
  let position = 0;
  const expected = list.map((one, i) => {
    const document = toDocument(one, events[i]!, `${files.logs}/${name}`);
    const source = { ...document.source, origin, position };
    position += new TextEncoder().encode(`${one.raw}\n`).length;
    return { ...document, id: toId(source), source };
  });
  assert.deepEqual(events, expected);
  for (const { ingested_at, timestamp } of events) {
    assert.equal(new Date(ingested_at).toISOString(), ingested_at);
    assert.ok(startMs <= Date.parse(ingested_at) && Date.parse(ingested_at) <= Date.now());
    assert.ok(Date.parse(timestamp) <= Date.parse(ingested_at), "shipped before it was read");
  }
}

/** What must be found, with the times that only the event itself can tell. */
function toDocument(
  { timestamp, level, service, message, hostname, fields }: FieldsCase,
  found: LogDocument,
  file: string,
): LogDocument {
  return {
    id: "",
    timestamp: timestamp ?? found.timestamp,
    level,
    service,
    message,
    source: { hostname: hostname ?? Deno.hostname(), file, origin: "", position: 0 },
    extra_fields: fields,
    ingested_at: found.ingested_at,
  };
}
