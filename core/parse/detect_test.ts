import assert from "node:assert/strict";
import type { Format } from "../raw_batch.ts";
import { detectFormat } from "./detect.ts";

const SAMPLES: Readonly<Record<Format, string>> = {
  text: "2025-10-23 14:32:15 INFO [payment-service] m",
  json: `{"time":"2025-10-23T14:32:15Z","msg":"m"}`,
  logfmt: "time=2025-10-23T14:32:15Z level=info msg=m",
  combined: `1.2.3.4 - - [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.1" 200 1 "-" "curl"`,
  syslog5424: "<34>1 2003-10-11T22:14:15.003Z host su - ID47 - m",
  syslog3164: "Oct 11 22:14:15 host su[1]: m",
  docker: `{"log":"m\\n","stream":"stdout","time":"2025-10-23T14:32:15Z"}`,
  cri: "2025-10-23T14:32:15.1Z stdout F m",
  klog: "I1023 14:32:15.123456 1 a.go:1] m",
  plain: "so it goes",
};

for (const [format, line] of Object.entries(SAMPLES)) {
  Deno.test(`detectFormat knows ${format} by one line`, () => {
    assert.equal(detectFormat([line]), format);
  });

  Deno.test(`detectFormat knows ${format} among stack frames, blank lines and some others`, () => {
    const trace = ["\tat a.b(C.java:1)", "Caused by: x", "", "   ", "java.lang.Exception: y", "}"];
    const lines = [...trace, ...trace, line, "odd", line, ...trace];
    assert.equal(detectFormat(lines), format);
  });
}

Deno.test("detectFormat says plain where no format has more than half", () => {
  assert.equal(detectFormat([SAMPLES.json, SAMPLES.text]), "plain");
  assert.equal(detectFormat([SAMPLES.json, "odd", "odd"]), "plain");
  assert.equal(detectFormat([]), "plain");
  assert.equal(detectFormat([""]), "plain");
});

Deno.test("detectFormat takes rsyslog's ISO time for syslog only with a host and a tag", () => {
  assert.equal(detectFormat(["2025-10-23T14:32:15+02:00 web systemd[1]: m"]), "syslog3164");
  assert.equal(detectFormat(["2025-10-23T14:32:15+02:00 INFO main: m"]), "text");
});

Deno.test("detectFormat passes over a byte order mark and a carriage return", () => {
  assert.equal(detectFormat([`\ufeff${SAMPLES.text}\r`]), "text");
  assert.equal(detectFormat([`\ufeff${SAMPLES.json}\r`]), "json");
});

Deno.test("detectFormat knows JSON that is written over several lines", () => {
  assert.equal(detectFormat(["{", '  "msg": "m"', "}", "{\r", '  "n": 1', "}"]), "json");
});

Deno.test("detectFormat passes over the unindented lines of Go's and Python's traces", () => {
  const go = ["goroutine 1 [running]:", "main.(*Server).run(0x1, {0xc0})", "\t/a/main.go:1 +0x1"];
  const rest = ["main.main()", "created by main.f in goroutine 1", "exit status 2"];
  const python = [
    "During handling of the above exception, another exception occurred:",
    "KeyError: 1",
  ];
  assert.equal(detectFormat([SAMPLES.text, ...go, ...rest, ...python]), "text");
});
