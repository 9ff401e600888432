import assert from "node:assert/strict";
import { printStatus, toPeriod, toStatusLines } from "./print_status.ts";
import type { StatusRow } from "./status_row.ts";

const ROW: StatusRow = {
  ...{ word: "process", job: "pipeline", host: "here", state: "running", pid: 12, startedAt: 1000 },
  ...{ restarts: 2, memory: 90 * 1024 * 1024, engine: "embedded", error: "bad\n\x1b[2Jthing" },
};
const FLOW = { rate: 1234.5, lagEvents: 1200, lagSeconds: 3 };

Deno.test("printStatus is a table of one line a process, which cannot steer the terminal", () => {
  const text = printStatus([{ ...ROW, ...FLOW }], { dataDir: "./data" }, 62_000);
  const [, line] = text.split("\n");
  const cells = [
    "process",
    "running",
    "12",
    "1m 1s",
    "2",
    "1,234.5/s",
    "1,200 events, 3 s",
    "90 MiB",
  ];
  assert.deepEqual(line!.split(/ {2,}/).slice(0, 9), [...cells, "embedded"]);
  assert.equal(text.split("\n").length, 3);
  assert.ok(!text.includes("\x1b"));
  assert.match(
    printStatus([], { dataDir: "./data" }, 0),
    /^Nothing was started with data folder "\.\/data"\n$/,
  );
});

Deno.test("printStatus tells machines apart where there are several", () => {
  const rows = ["here", "there"].map((host) => ({ ...ROW, ...FLOW, host }));
  const text = printStatus(rows, { dataDir: "./data" }, 0);
  assert.match(text, /^process@here .*\nprocess@there /m);
});

Deno.test("toStatusLines is one JSON object a process", () => {
  assert.deepEqual(JSON.parse(toStatusLines([{ ...ROW, ...FLOW }])), {
    ...{ word: "process", job: "pipeline", host: "here", state: "running", pid: 12 },
    ...{ started_at: "1970-01-01T00:00:01.000Z", restarts: 2, rate: 1234.5, lag_events: 1200 },
    ...{ lag_s: 3, memory_bytes: 94_371_840, engine: "embedded", error: "bad\n\x1b[2Jthing" },
  });
});

Deno.test("toPeriod tells two units", () => {
  const cases = [[0, "0s"], [999, "0s"], [59_000, "59s"], [3_600_000, "1h"], [3_725_000, "1h 2m"], [
    90_061_000,
    "1d 1h",
  ], [-5, "0s"]] as const;
  for (const [ms, text] of cases) assert.equal(toPeriod(ms), text);
});
