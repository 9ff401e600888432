import assert from "node:assert/strict";
import { parseSyslog3164 } from "./syslog3164.ts";
import { parseSyslog5424 } from "./syslog5424.ts";
import { readLine } from "./test_line.ts";

const modern: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [
    "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \ufeff'su root' failed",
    {
      time: "2003-10-11T22:14:15.003Z",
      level: "FATAL",
      hostname: "mymachine.example.com",
      service: "su",
      message: "'su root' failed",
      fields: { facility: 4, msgid: "ID47" },
    },
  ],
  [
    `<165>1 2003-08-24T05:14:15.000003-07:00 h evntslog 8710 ID47 ` +
    `[exampleSDID@32473 iut="3" eventSource="App \\"x\\" \\] \\\\"][b@1 p=""][c@1] An event`,
    {
      time: "2003-08-24T12:14:15.000Z",
      level: "INFO",
      hostname: "h",
      service: "evntslog",
      message: "An event",
      fields: {
        facility: 20,
        procid: "8710",
        msgid: "ID47",
        "exampleSDID@32473.iut": "3",
        "exampleSDID@32473.eventSource": 'App "x" ] \\',
        "b@1.p": "",
        "c@1": true,
      },
    },
  ],
  ["<15>1 - - - - - -", { level: "DEBUG", message: "", fields: { facility: 1 } }],
  [
    `<11>1 - - - - - [a x="1" x="2"] m`,
    { level: "ERROR", message: "m", fields: { facility: 1, "a.x": "1", "a.x_2": "2" } },
  ],
  [`<11>1 - - - - - [a x="1] m`, null],
  ["<11>1 - - - - - x", null],
  ["<192>1 - - - - - -", null],
  ["<11>1 2003-13-11T22:14:15Z - - - - - m", null],
  ["<34>Oct 11 22:14:15 host su: m", null],
];

for (const [text, expected] of modern) {
  Deno.test(`parseSyslog5424 reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseSyslog5424, text), expected);
  });
}

const old: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [
    "<34>Oct 11 22:14:15 mymachine su[123]: 'su root' failed",
    {
      time: "2025-10-11T22:14:15.000Z",
      level: "FATAL",
      hostname: "mymachine",
      service: "su",
      message: "'su root' failed",
      fields: { facility: 4, pid: 123 },
    },
  ],
  [
    "Oct  1 02:14:15.250 web kernel: [ 1.5] up",
    {
      time: "2025-10-01T02:14:15.250Z",
      hostname: "web",
      service: "kernel",
      message: "[ 1.5] up",
    },
  ],
  ["Oct 01 02:14:15 cron[7]: x", {
    time: "2025-10-01T02:14:15.000Z",
    service: "cron",
    message: "x",
    fields: { pid: 7 },
  }],
  [
    "Oct  1 02:14:15 web -- MARK --",
    { time: "2025-10-01T02:14:15.000Z", hostname: "web", message: "-- MARK --" },
  ],
  [
    "2025-10-23T14:32:15.123456+02:00 web systemd[1]: Started x.",
    {
      time: "2025-10-23T12:32:15.123Z",
      hostname: "web",
      service: "systemd",
      message: "Started x.",
      fields: { pid: 1 },
    },
  ],
  ["2025-10-23T14:32:15Z INFO main: started", null],
  ["2025-10-23 14:32:15 web app: no", null],
  ["Feb 30 02:14:15 web a: b", null],
  ["Foo 10 02:14:15 web a: b", null],
  ["Oct 10 25:14:15 web a: b", null],
  ["<34>", null],
  ["", null],
];

for (const [text, expected] of old) {
  Deno.test(`parseSyslog3164 reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseSyslog3164, text), expected);
  });
}
