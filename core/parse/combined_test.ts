import assert from "node:assert/strict";
import { parseCombined } from "./combined.ts";
import { readLine } from "./test_line.ts";

const time = "2000-10-10T20:55:36.000Z";
const stamp = "[10/Oct/2000:13:55:36 -0700]";
const cases: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [`127.0.0.1 - frank ${stamp} "GET /a.gif HTTP/1.0" 200 2326`, {
    level: "INFO",
    fields: {
      remote_addr: "127.0.0.1",
      remote_user: "frank",
      method: "GET",
      path: "/a.gif",
      protocol: "HTTP/1.0",
      status: 200,
      bytes: 2326,
    },
  }],
  [
    `::1 - - ${stamp} "POST /x y HTTP/2.0" 404 0 "http://a/\\"b\\"" "Mozilla/5.0 (X11)" 0.123 rest`,
    {
      level: "WARN",
      fields: {
        remote_addr: "::1",
        method: "POST",
        path: "/x y",
        protocol: "HTTP/2.0",
        status: 404,
        bytes: 0,
        referer: `http://a/"b"`,
        user_agent: "Mozilla/5.0 (X11)",
      },
    },
  ],
  [`h id two words ${stamp} "GET /" 503 - "-" "-"`, {
    level: "ERROR",
    fields: {
      remote_addr: "h",
      ident: "id",
      remote_user: "two words",
      method: "GET",
      path: "/",
      status: 503,
    },
  }],
  [`h - - ${stamp} "\\x16\\x03" 400 150`, {
    level: "WARN",
    fields: { remote_addr: "h", request: "\\x16\\x03", status: 400, bytes: 150 },
  }],
  [`h - - ${stamp} "-" 408 0`, {
    level: "WARN",
    fields: { remote_addr: "h", status: 408, bytes: 0 },
  }],
  [`h - - [10/Foo/2000:13:55:36 -0700] "GET /" 200 1`, null],
  [`h - - [31/Feb/2000:13:55:36 -0700] "GET /" 200 1`, null],
  [`h - - [10/Oct/2000:25:55:36 -0700] "GET /" 200 1`, null],
  [`h - - ${stamp} "GET / 200 1`, null],
  [`h - - ${stamp}`, null],
  ["", null],
];

for (const [text, expected] of cases) {
  Deno.test(`parseCombined reads ${JSON.stringify(text)}`, () => {
    const wanted = expected === null ? null : { time, message: text, ...expected };
    assert.deepEqual(readLine(parseCombined, text), wanted);
  });
}

Deno.test("parseCombined refuses long lines without harm to stack or time", () => {
  for (
    const text of [
      `h - - ${stamp} "${"\\a".repeat(120_000)}`,
      " [".repeat(120_000),
      "a".repeat(250_000),
    ]
  ) {
    assert.equal(readLine(parseCombined, text), null);
  }
});
