import assert from "node:assert/strict";
import { FORMATS } from "../raw_batch.ts";
import { cutTexts } from "./test_events.ts";
import { TRACES } from "./test_traces.ts";

const LINE = "2025-10-23 14:32:15 ERROR [pay] cannot charge";
const NEXT = "2025-10-23 14:32:16 INFO [pay] next";

for (const [name, trace] of Object.entries(TRACES)) {
  Deno.test(`cut makes one event of a trace that stands alone (${name})`, () => {
    assert.deepEqual(cutTexts(`${trace}\n${NEXT}\n`), [trace, NEXT]);
    assert.deepEqual(cutTexts(`\n${trace}\n\n${NEXT}\n`, { format: "plain" }), [trace, NEXT]);
    assert.deepEqual(cutTexts(`${trace}\n{"a":1}\n`, { format: "json" }), [trace, '{"a":1}']);
  });
}

for (const name of ["Java after a name", "Python", "Python, chained twice", "Node", ".NET"]) {
  Deno.test(`cut joins a trace to the record before it (${name})`, () => {
    const trace = TRACES[name]!;
    for (const format of ["text", "plain"] as const) {
      assert.deepEqual(cutTexts(`${LINE}\n${trace}\n${NEXT}\n`, { format }), [
        `${LINE}\n${trace}`,
        NEXT,
      ]);
    }
    assert.deepEqual(cutTexts(`${trace}\n${trace}\n`), [trace, trace]);
  });
}

const RECORDS = {
  text: LINE,
  json: '{"level":"error","msg":"x"}',
  logfmt: "level=error msg=x",
  combined: '10.0.0.1 - - [23/Oct/2025:14:32:15 +0200] "GET / HTTP/1.1" 500 1',
  syslog5424: "<11>1 2025-10-23T14:32:15Z host app - - - x",
  syslog3164: "<11>Oct 23 14:32:15 host app: x",
  klog: "E1023 14:32:15.123456       1 main.go:12] x",
  plain: "ERROR: x",
  docker: "",
  cri: "",
};

for (const format of FORMATS.filter((each) => RECORDS[each] !== "")) {
  Deno.test(`cut joins frames, causes and exceptions to a record, but no record to them (${format})`, () => {
    const record = RECORDS[format];
    const event =
      `${record}\njava.io.IOException: x\n\tat a.B.c(B.java:1)\nCaused by: a.B: y\n more`;
    assert.deepEqual(cutTexts(`${event}\n${record}\n${record}\n`, { format }), [
      event,
      record,
      record,
    ]);
  });
}

const SEPARATE: Readonly<Record<string, readonly string[]>> = {
  "a name with a message but no frame": [LINE, "java.io.IOException: x", NEXT],
  "a name with a message at the end": [LINE, "java.io.IOException: x"],
  "a word with a colon before an indented line": [LINE, "Note: this\n  is it", NEXT],
  "an indented record": [LINE, `   ${NEXT}`, " WARN padded level"],
  "a level in a traceback": [
    'Traceback (most recent call last):\n  File "a.py", line 1, in f',
    "ERROR: cannot go on",
  ],
  "a level with a message that looks like an exception": [LINE, "ERROR: x\n\tat a.B.c(D.java:1)"],
  "plain sentences": ["Starting up", "panic is not an option", "done", "go on (now)"],
  "a bracket after a single line": [LINE, "}"],
  "a call that no goroutine made": [LINE, "main.main()"],
};

for (const [name, events] of Object.entries(SEPARATE)) {
  Deno.test(`cut does not join ${name}`, () => {
    assert.deepEqual(cutTexts(events.join("\n") + "\n"), events);
    assert.deepEqual(cutTexts(events.join("\n\n"), { format: "plain" }), events);
  });
}

Deno.test("cut joins a JSON object over many lines", () => {
  const pretty = JSON.stringify({ a: 1, b: { c: [{ d: 2 }] } }, null, 2);
  assert.deepEqual(cutTexts(`${pretty}\n${pretty}\n`, { format: "json" }), [pretty, pretty]);
});

Deno.test("cut joins frames over a blank line, but no other indented line", () => {
  const assertion = "AssertionError: expected\n  1\n\n    at a (b.js:1:2)";
  assert.deepEqual(cutTexts(`${assertion}\n\n  note\n`), [assertion, "  note"]);
});

Deno.test("cut joins goroutines to the line that tells of a panic", () => {
  const dump =
    "2025/10/23 14:32:15 http: panic serving 10.0.0.1:99: boom\ngoroutine 9 [running]:\n" +
    "net/http.(*conn).serve.func1()\n\t/usr/lib/go/server.go:1898 +0xbe";
  assert.deepEqual(cutTexts(`${dump}\n${NEXT}\n`), [dump, NEXT]);
});
