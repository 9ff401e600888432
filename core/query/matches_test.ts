import assert from "node:assert/strict";
import type { Fields, LogEvent } from "../event.ts";
import { toId } from "../id.ts";
import { matches, matchTokens } from "./matches.ts";
import { parseQuery } from "./parse_query.ts";

const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`f${i}`, `v${i}`]));

const event = toEvent({
  user: "Ann Lee",
  latency_ms: 900,
  ratio: 1.5,
  ok: true,
  level: "shadowed",
  "a.b": "x",
  empty: "",
  text: "-1.50e2",
  spaced: " 12",
  unit: "12ms",
  hex: "0x10",
  infinite: "Infinity",
  beyond: "1e999",
  digits: "9".repeat(1025),
  timestamp: 2e3,
  minusZero: -0,
  huge: 1e21,
  long: "l".repeat(1024),
  tooLong: "t".repeat(1025),
  ...JSON.parse('{"__proto__": "own"}') as Fields,
});

const TRUE = [
  "*",
  "timed",
  "TIMED OUT",
  '"timed out"',
  '"order_45231 timed"',
  "order_45*",
  "order_4523?",
  "*231",
  "payment-service",
  "payment-*",
  "pay*ice",
  '"ann lee"',
  "error",
  "level:err",
  "level:ERR*",
  "level:*",
  "service:payment-service",
  "host:web-1 file:/var/*.log",
  "hostname:web-1 source.file:/var/*.log",
  "web-1",
  "/VAR/LOG/app.log",
  "900",
  "1.5",
  "true",
  "latency_ms:900",
  "ok:true",
  "user:Ann*",
  'user:"Ann Lee"',
  "extra_fields.level:shadowed",
  "shadowed",
  "a.b:x",
  'empty:""',
  '""',
  "minusZero:0",
  "huge:1e+21",
  "__proto__:own",
  "long:lll*",
  "latency_ms:>899.5",
  "latency_ms:>=900",
  "latency_ms:<=900",
  "latency_ms:[900 TO 900]",
  "latency_ms:{899 TO 901}",
  "latency_ms:[* TO 900]",
  "latency_ms:(>1 AND <1e3)",
  "latency_ms:[* TO *]",
  "text:[-150 TO -150]",
  "text:<0",
  "text:[* TO *]",
  "minusZero:[0 TO 0]",
  "huge:>1e20",
  "NOT user:>0",
  "timestamp:[1970-01-01 TO 1970-01-01]",
  "timestamp:<2025-10-23",
  "extra_fields.timestamp:>1e3",
  "_exists_:user",
  "_exists_:empty",
  "_exists_:level",
  "_exists_:extra_fields.level",
  "_exists_:id",
  "message:timed",
  'message:"payment of"',
  "message:*",
  "origin:9f3c5a01b2c4d5e",
  `id:${toId(base()).toUpperCase()}`,
  "NOT nothing",
  "nothing OR timed",
  "straße",
  "STRAßE",
  "οδοσ",
  "İstanbul",
  "5",
];

const FALSE = [
  "time",
  '"out timed"',
  '"payment order_45231"',
  "order_4523??",
  "ann",
  "user:Ann",
  "user:ann*",
  "latency_ms:9",
  "ok:TRUE",
  "service:payment",
  "service:Payment-Service",
  "latency_ms:>900",
  "latency_ms:<900",
  "latency_ms:[900 TO 900}",
  "latency_ms:{900 TO *]",
  "ok:[* TO *]",
  "user:[* TO *]",
  "empty:[* TO *]",
  "spaced:[* TO *]",
  "unit:[* TO *]",
  "hex:[* TO *]",
  "infinite:[* TO *]",
  "beyond:[* TO *]",
  "digits:[* TO *]",
  "nothing:[* TO *]",
  "toString:[* TO *]",
  "extra_fields.level:[* TO *]",
  "timestamp:>1970-01-01",
  "timestamp:{* TO 1970-01-01}",
  "level:shadowed",
  "level:warn",
  "warning",
  "_exists_:nothing",
  "_exists_:toString",
  "_exists_:tooLong",
  "toString:*",
  "tooLong:*",
  "tttttt*",
  "message:error",
  "message:web-1",
  "host:web",
  "-timed",
  "timed nothing",
  "strasse",
  "->",
  "hostname:web-2",
  "extra_fields.hostname:web-1",
  "origin:9f3c",
];

function base(): LogEvent {
  return {
    origin: "9f3c5a01b2c4d5e",
    position: 4711,
    begin: 4711,
    end: 4783,
    timestampMs: 0,
    level: "ERROR",
    service: "payment-service",
    message: "Payment of order_45231 timed out in Straße ΟΔΟΣ, istanbul after 5 s!",
    hostname: "web-1",
    file: "/var/log/app.log",
    fields: null,
    ingestedMs: 0,
  };
}

function toEvent(fields: Fields | null): LogEvent {
  return { ...base(), fields };
}

Deno.test("matches finds", async (t) => {
  for (const text of TRUE) {
    await t.step(text, () => assert.equal(matches(parseQuery(text), event), true));
  }
});

Deno.test("matches passes over", async (t) => {
  for (const text of FALSE) {
    await t.step(text, () => assert.equal(matches(parseQuery(text), event), false));
  }
});

Deno.test("matches searches the first 256 fields of an event", () => {
  for (
    const [text, found] of [
      ["f255:v255", true],
      ["v255", true],
      ["_exists_:f255", true],
      ["f256:v256", false],
      ["v256", false],
      ["_exists_:f256", false],
    ] as const
  ) {
    assert.equal(matches(parseQuery(text), toEvent(many)), found, text);
  }
});

Deno.test("matches compares numbers in the first 256 fields of an event", () => {
  const numbers = toEvent(
    Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`n${i}`, i])),
  );
  assert.equal(matches(parseQuery("n255:>0"), numbers), true);
  assert.equal(matches(parseQuery("n256:>0"), numbers), false);
});

Deno.test("matches works on a query that was copied, as between threads", () => {
  assert.equal(matches(structuredClone(parseQuery("user:Ann*")), event), true);
});

Deno.test("matchTokens never finds nothing, and finds across the cut of a long run", () => {
  assert.equal(matchTokens([], "text"), false);
  assert.equal(matchTokens([["a".repeat(255)], ["b"]], "a".repeat(255) + "B"), true);
  assert.equal(matches(parseQuery("a".repeat(300)), { ...event, message: "A".repeat(300) }), true);
  assert.equal(matches(parseQuery("a".repeat(45)), { ...event, message: "A".repeat(300) }), true);
  assert.equal(matches(parseQuery("a".repeat(299)), { ...event, message: "A".repeat(300) }), false);
});
