import assert from "node:assert/strict";
import { parseLogfmt } from "./logfmt.ts";
import { readLine } from "./test_line.ts";

const time = "2025-10-23T14:32:15.000Z";
const cases: readonly (readonly [string, Record<string, unknown> | null])[] = [
  [
    `time=2025-10-23T14:32:15Z level=info service=pay host=h msg="it \\"works\\"" n=3 ok=true`,
    {
      time,
      level: "INFO",
      service: "pay",
      hostname: "h",
      message: `it "works"`,
      fields: { n: 3, ok: true },
    },
  ],
  [`ts=1761229935 lvl=warn msg=x`, { time, level: "WARN", message: "x" }],
  [`at=info method=GET path=/a?b=c status=200`, {
    message: `at=info method=GET path=/a?b=c status=200`,
    fields: { at: "info", method: "GET", path: "/a?b=c", status: 200 },
  }],
  [`a=007 b=1.50 c=1e3 d=-2 e=-0 f=0 g=-`, {
    message: `a=007 b=1.50 c=1e3 d=-2 e=-0 f=0 g=-`,
    fields: { a: "007", b: "1.50", c: "1e3", d: -2, e: "-0", f: 0, g: "-" },
  }],
  [`msg=x n="3" e= q=""`, { message: "x", fields: { n: "3", e: "", q: "" } }],
  [`msg=x n=1 n=2 msg=y`, { message: "x", fields: { n: 1, n_2: 2, msg: "y" } }],
  [`level=info cached msg=x`, { level: "INFO", message: "x", fields: { cached: true } }],
  [`msg="a\\tb\\nc\\u00e4\\\\d\\q"`, { message: "a\tb\ncä\\d\\q" }],
  [`msg=x id=12345678901234568`, { message: "x", fields: { id: "12345678901234568" } }],
  [`  msg=x\t n=1 \r`, { message: "x", fields: { n: 1 } }],
  [`msg=x __proto__=1`, {
    message: "x",
    fields: Object.fromEntries([["__proto__", 1]]),
  }],
  [`user=bob logged in from ip=1.2.3.4`, null],
  [`a=1`, null],
  [`hello a=1 b=2`, null],
  [`msg="open`, null],
  [`msg="a"b n=1`, null],
  [`=1 a=2`, null],
  [`"a"=1 b=2`, null],
  [``, null],
];

for (const [text, expected] of cases) {
  Deno.test(`parseLogfmt reads ${JSON.stringify(text)}`, () => {
    assert.deepEqual(readLine(parseLogfmt, text), expected);
  });
}
