import assert from "node:assert/strict";
import { parseJson } from "./json.ts";
import { readLine } from "./test_line.ts";

const time = "2025-10-23T14:32:15.123Z";
const cases: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [
    `{"timestamp":"2025-10-23T14:32:15.123Z","level":"info","service":"pay","message":"m","n":1,"b":true}`,
    { time, level: "INFO", service: "pay", message: "m", fields: { n: 1, b: true } },
  ],
  [`{"TS":1761229935.123,"Severity":"WARNING","MSG":"m"}`, { time, level: "WARN", message: "m" }],
  [`{"time":1761229935123,"level":30,"msg":"m","hostname":"h"}`, {
    time,
    level: "INFO",
    hostname: "h",
    message: "m",
  }],
  [`{"t":1761229935123456,"level":3,"msg":"m"}`, { time, level: "ERROR", message: "m" }],
  [`{"ts":1761229935123000000,"msg":"m"}`, { time, message: "m" }],
  [`{"eventTime":"1761229935.123","msg":"m"}`, { time, message: "m" }],
  [
    `{"@timestamp":"2025-10-23T14:32:15.123Z","log.level":"error","service.name":"s","host.name":"h","message":"m"}`,
    {
      time,
      level: "ERROR",
      service: "s",
      hostname: "h",
      message: "m",
    },
  ],
  [`{"log":{"level":"error","logger":"l"},"service":{"name":"s"},"host":{"name":"h"},"body":"m"}`, {
    level: "ERROR",
    service: "s",
    hostname: "h",
    message: "m",
    fields: { "log.logger": "l" },
  }],
  [`{"msg":"second","message":"first"}`, { message: "first", fields: { msg: "second" } }],
  [`{"message":"first","msg":"second"}`, { message: "first", fields: { msg: "second" } }],
  [`{"message":{"a":1},"msg":"m"}`, { message: "m", fields: { "message.a": 1 } }],
  [`{"level":"odd","severity":"warn","msg":"m"}`, {
    level: "WARN",
    message: "m",
    fields: { level: "odd" },
  }],
  [`{"time":12,"date":"2025-10-23","service":"","host":7,"msg":"m","logger":"l"}`, {
    message: "m",
    fields: { time: 12, date: "2025-10-23", service: "", host: 7, logger: "l" },
  }],
  [`{"time":"2025-13-23T14:32:15Z","msg":"m"}`, {
    message: "m",
    fields: { time: "2025-13-23T14:32:15Z" },
  }],
  [`{"a":1}`, { message: `{"a":1}`, fields: { a: 1 } }],
  [`{}`, { message: `{}` }],
  [`  {"msg":"m"} \r`, { message: "m" }],
  [`{"msg":"a","msg":"b","n":1,"n":2}`, { message: "b", fields: { n: 2 } }],
  [`{"msg":"m","id":12345678901234567890,"d":0.1}`, {
    message: "m",
    fields: { id: "12345678901234567890", d: 0.1 },
  }],
  [`{"msg":"m","ids":[9007199254740993,1]}`, {
    message: "m",
    fields: { ids: "[9007199254740993,1]" },
  }],
  [`{"msg":"m","x":1E999}`, { message: "m", fields: { x: "1E999" } }],
  [`{"msg":"m","n":9007199254740991,"m":-9007199254740993}`, {
    message: "m",
    fields: { n: 9007199254740991, m: "-9007199254740993" },
  }],
  [`{"ts":1761229935123456789,"time":"2025-10-23T14:32:15Z","msg":"m"}`, {
    time: "2025-10-23T14:32:15.000Z",
    message: "m",
    fields: { ts: "1761229935123456789" },
  }],
  [`{"msg":"\\ud800x","\\udc00":"\\ud83d\\ude42"}`, {
    message: "\ufffdx",
    fields: { "\ufffd": "🙂" },
  }],
  [`{"msg":"a\\u0000b"}`, { message: "a\u0000b" }],
  [`{"msg":"m"`, null],
  [`[{"msg":"m"}]`, null],
  [`"text"`, null],
  [`12`, null],
  [`{"msg":"m"} x`, null],
  [``, null],
];

for (const [text, expected] of cases) {
  Deno.test(`parseJson reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseJson, text), expected);
  });
}

Deno.test("parseJson reads a time without an offset in the zone", () => {
  const line = readLine(parseJson, `{"time":"2025-10-26 02:30:00"}`, { timeZone: "Europe/Berlin" });
  assert.equal(line!["time"], "2025-10-26T00:30:00.000Z");
});

Deno.test("parseJson keeps 5,000 keys", () => {
  const object = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`k${i}`, i]));
  assert.deepEqual(readLine(parseJson, JSON.stringify(object))!["fields"], object);
});

Deno.test("parseJson survives arrays and objects nested 50,000 deep", () => {
  const arrays = `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  const objects = `${`{"a":`.repeat(50_000)}1${"}".repeat(50_000)}`;
  for (const text of [arrays, objects, arrays.replace("[]", "[1e999]")]) {
    const line = readLine(parseJson, text);
    assert.ok(line === null || line["message"] === text);
  }
});
