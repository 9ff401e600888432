import { type Action, runWithFaults } from "./pipeline_faults.ts";

const script: readonly Action[] = [
  { kind: "append", file: "a.log", lines: 6 },
  { kind: "blank", file: "a.log" },
  { kind: "append", file: "b.log", lines: 3 },
  { kind: "pass", ms: 1000 },
  { kind: "append", file: "a.log", lines: 9 },
  { kind: "part", file: "a.log" },
  { kind: "pass", ms: 500 },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 3 },
  { kind: "pass", ms: 1000 },
  { kind: "push" },
  { kind: "stop" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "rotate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "start" },
  { kind: "pass", ms: 1000 },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "copytruncate", file: "a.log" },
  { kind: "append", file: "a.log", lines: 2 },
  { kind: "pass", ms: 3000 },
];

const t = performance.now();
console.log(await runWithFaults({ script, at: 0, lastingMs: 0 }), performance.now() - t);
