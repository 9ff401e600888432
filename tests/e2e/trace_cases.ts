import type { FieldsCase } from "./all_fields_cases.ts";

/** Stack traces, each below the record that tells of it, and each alone; by file name. */
export function toTraceCases(traces: Readonly<Record<string, string>> = TRACES) {
  return Object.fromEntries(
    Object.entries(traces).map(([name, trace]) => [`${name}.log`, toCases(trace)]),
  );
}

function toCases(trace: string): readonly FieldsCase[] {
  return [
    toCase("2025-10-23 14:32:14 INFO [a] before", "before"),
    {
      ...toCase(`2025-10-23 14:32:15 ERROR [a] it failed\n${trace}`, `it failed\n${trace}`),
      level: "ERROR",
    },
    toCase("2025-10-23 14:32:14 INFO [a] after", "after"),
  ];
}

function toCase(raw: string, message: string): FieldsCase {
  const timestamp = `${raw.slice(0, 10)}T12:${raw.slice(14, 19)}.000Z`;
  return { raw, timestamp, level: "INFO", service: "a", message, hostname: null, fields: {} };
}

const TRACES = {
  java: `java.lang.IllegalStateException: no connection
\tat com.shop.Db.open(Db.java:42)
\tat com.shop.Main.main(Main.java:7)
Caused by: java.io.IOException: refused
\tat com.shop.Net.dial(Net.java:9)
\t... 2 more`,
  python: `Traceback (most recent call last):
  File "app.py", line 3, in <module>
    run()
  File "app.py", line 7, in run
    return prices["x"]
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "app.py", line 9, in <module>
    raise RuntimeError("no price")
RuntimeError: no price`,
  go: `goroutine 1 [running]:
main.(*Server).run(0x1, {0xc000, 0x2})
\t/src/app/main.go:12 +0x1d
main.main()
\t/src/app/main.go:5 +0x18
exit status 2`,
  node: `TypeError: Cannot read properties of undefined (reading 'id')
    at toOrder (/srv/app/order.js:12:17)
    at async Server.<anonymous> (/srv/app/server.js:3:1) {
  code: 'E_ORDER'
}`,
};
