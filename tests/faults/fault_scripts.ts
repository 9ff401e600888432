import assert from "node:assert/strict";
import { type Action, runWithFaults } from "./pipeline_faults.ts";

/** Something of everything, as short as that can be: the script of `deno task test`. */
export const SHORT_SCRIPT: readonly Action[] = [
  { kind: "append", file: "a.log", lines: 9 },
  { kind: "blank", file: "a.log" },
  { kind: "append", file: "b.log", lines: 2 },
  { kind: "part", file: "a.log" },
  { kind: "pass", ms: 600 },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 3 },
  { kind: "pass", ms: 900 },
  { kind: "push" },
  { kind: "stop" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "start" },
  { kind: "pass", ms: 900 },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "copytruncate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "pass", ms: 1200 },
];

/** More of it, with time between. */
export const LONG_SCRIPT: readonly Action[] = [
  { kind: "append", file: "a.log", lines: 6 },
  { kind: "blank", file: "a.log" },
  { kind: "append", file: "b.log", lines: 3 },
  { kind: "pass", ms: 1000 },
  { kind: "append", file: "a.log", lines: 40 },
  { kind: "part", file: "a.log" },
  { kind: "pass", ms: 500 },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 3 },
  { kind: "push" },
  { kind: "pass", ms: 1000 },
  { kind: "stop" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "copytruncate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "b.log" },
  { kind: "start" },
  { kind: "append", file: "b.log", lines: 5 },
  { kind: "pass", ms: 2000 },
  { kind: "push" },
  { kind: "copytruncate", file: "b.log" },
  { kind: "append", file: "b.log", lines: 5 },
  { kind: "pass", ms: 200 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 30 },
  { kind: "pass", ms: 3000 },
];

/** Where faults are put. */
export interface SweepOptions {
  /** As in `RunOptions`. */
  readonly lastingMs: number;
  /** 1: at every operation; 4: at every fourth. */
  readonly step?: number;
}

/** Runs the script once for every n, with a fault at its n-th operation. */
export async function failEach(
  script: readonly Action[],
  { lastingMs, step = 1 }: SweepOptions,
): Promise<void> {
  const { operations, deaths, expired } = await runWithFaults({ script, at: 0, lastingMs });
  assert.equal(deaths, 0, "services died without a fault");
  assert.ok(lastingMs > 0 || expired > 0, "nothing expired: the script does not test pruning");
  assert.ok(operations > OPERATIONS_MIN, `${operations} operations are too few to mean anything`);
  let deathsInAll = 0;
  for (let at = 1, isPast = false; !isPast; at += step) {
    const report = await runWithFaults({ script, at, lastingMs });
    deathsInAll += report.deaths;
    isPast = report.operations < at;
  }
  assert.ok(deathsInAll > 0, "no service ever died: the script does not test restarts");
}

const OPERATIONS_MIN = 300;
