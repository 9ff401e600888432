import assert from "node:assert/strict";
import type { LogDocument } from "./event.ts";
import { readField, trimDocument } from "./trim_document.ts";

const DOCUMENT: LogDocument = {
  id: "9f3c5a01-b2c4-8d5e-8000-000000001267",
  timestamp: "2025-10-23T14:32:15.000Z",
  level: "ERROR",
  service: "shop",
  message: "no",
  source: { hostname: "web-1", file: "/a.log", origin: "9f3c5a01b2c4d5e", position: 4711 },
  extra_fields: { latency_ms: 12, level: "loud", timestamp: "then", ok: false, ["__proto__"]: "p" },
  ingested_at: "2025-10-23T14:32:16.000Z",
};

Deno.test("trimDocument leaves the named fields where they stand, and the id", () => {
  const { id } = DOCUMENT;
  assert.deepEqual(trimDocument(DOCUMENT, ["level", "latency_ms", "host", "nothing", "id"]), {
    id,
    level: "ERROR",
    extra_fields: { latency_ms: 12 },
    source: { hostname: "web-1" },
  });
  assert.deepEqual(trimDocument(DOCUMENT, ["extra_fields.level", "extra_fields.timestamp"]), {
    id,
    extra_fields: { level: "loud", timestamp: "then" },
  });
  assert.deepEqual(
    JSON.stringify(trimDocument(DOCUMENT, ["__proto__", "constructor", "timestamp"])),
    JSON.stringify({ id, extra_fields: { ["__proto__"]: "p" }, timestamp: DOCUMENT.timestamp }),
  );
});

Deno.test("readField has the value as it is", () => {
  const names = ["ok", "latency_ms", "file", "origin", "service", "ingested_at", "hasOwnProperty"];
  const values = names.map((name) => readField(DOCUMENT, name));
  assert.deepEqual(values, [
    false,
    12,
    "/a.log",
    "9f3c5a01b2c4d5e",
    "shop",
    "2025-10-23T14:32:16.000Z",
    null,
  ]);
});
