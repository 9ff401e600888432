import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { tellLeftBehind, tellPlaces } from "./tell_places.ts";

const FILES = parseConfig({ LOGFLOW_DATA_DIR: "/d" }, {});
const MIXED = parseConfig({ LOGFLOW_DATA_DIR: "/d" }, {
  KAFKA_BROKERS: "kafka:9092",
  REDIS_URL: "redis://:hunter2@redis",
});
const SERVED = parseConfig({ LOGFLOW_DATA_DIR: "/d" }, {
  KAFKA_BROKERS: "kafka:9092",
  ELASTICSEARCH_URL: "http://es",
});

Deno.test("tellPlaces names what keeps each part, and no password", () => {
  assert.equal(tellPlaces(FILES), 'Everything is kept in "/d"');
  assert.equal(
    tellPlaces(MIXED),
    'bus: Kafka, log store: files, state: files, leases and cache: Redis; files are in "/d"',
  );
});

Deno.test("tellLeftBehind names files that a server has taken the place of", () => {
  assert.deepEqual(tellLeftBehind(FILES, () => true), []);
  assert.deepEqual(tellLeftBehind(SERVED, () => false), []);
  assert.match(tellLeftBehind(MIXED, () => true).join(), /^"\/d\/bus\.db" .*KAFKA_BROKERS/);
  const lines = tellLeftBehind(SERVED, () => true);
  assert.match(lines[1]!, /^"\/d\/logs\.db" .*ELASTICSEARCH_URL/);
  assert.equal(lines.length, 2);
});
