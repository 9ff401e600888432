import assert from "node:assert/strict";
import type { Heartbeat } from "../runtime/heartbeat.ts";
import type { FoundJob, JobRecord, PartRecord } from "./job.ts";
import { type Known, toStatusRows } from "./status_row.ts";

const NOW_MS = 1_700_000_000_000;

const FILE = { pid: 7, host: "here", isLost: false };

Deno.test("toStatusRows tells the state of each process in the background", () => {
  const cases: [string, Partial<PartRecord>, answers: boolean, state: string][] = [
    ["it answers", {}, true, "running"],
    ["it does not answer yet", { startedAt: NOW_MS - 5000 }, false, "starting"],
    ["it does not answer any more", { startedAt: NOW_MS - 90_000 }, false, "dead"],
    ["between two starts", { pid: null, deaths: 1 }, false, "starting"],
    ["after many quick deaths", { pid: null, deaths: 3 }, false, "crash loop"],
    ["just started after many", { startedAt: NOW_MS - 900, deaths: 7 }, true, "crash loop"],
    ["well since then", { startedAt: NOW_MS - 31_000, deaths: 7 }, true, "running"],
  ];
  for (const [what, part, answers, state] of cases) {
    const known = { ...NOTHING, jobs: [toJob({ ship: part })] };
    const rows = toStatusRows({ ...known, answers: new Map(answers ? [["ship", null]] : []) });
    assert.deepEqual(
      rows.map((row) => [row.word, row.job, row.state]),
      [["ship", "ship", state]],
      what,
    );
  }
  const [generate] = toStatusRows({ ...NOTHING, jobs: [toJob({ generate: {} })] });
  assert.equal(generate!.state, "running", "nothing answers for it");
});

Deno.test("toStatusRows tells what has ended, and how", () => {
  const cases: [string, Partial<FoundJob>, Partial<JobRecord>, state: string][] = [
    ["asked to", { file: null }, { ended: { at: NOW_MS, why: null } }, "stopped"],
    ["it gave up", { file: null }, { ended: { at: NOW_MS, why: "no key" } }, "dead"],
    ["killed", { file: { ...FILE, runs: false } }, {}, "dead"],
    ["killed, and somebody said stop since", { file: null }, {}, "stopped"],
  ];
  for (const [what, found, record, state] of cases) {
    const job = toJob({ ship: {} });
    const jobs = [{ ...job, ...found, record: { ...job.record!, ...record } }];
    const [row] = toStatusRows({ ...NOTHING, jobs });
    assert.deepEqual([row!.state, row!.pid], [state, null], what);
  }
  const [early] = toStatusRows({ ...NOTHING, jobs: [toJob({})] });
  assert.deepEqual(
    [early!.word, early!.state],
    ["ship", "starting"],
    "it does not know its parts yet",
  );
  const [fresh] = toStatusRows({ ...NOTHING, jobs: [{ ...toJob({}), record: null }] });
  assert.deepEqual(
    [fresh!.state, fresh!.pid],
    ["starting", 7],
    "it has not written its record yet",
  );
});

Deno.test("toStatusRows tells of services that only keep a heartbeat, once each", () => {
  const jobs = [toJob({ ship: {} })];
  const beats = [
    toBeat("ship", { pid: 70 }),
    toBeat("process", { pid: 71, facts: { memory: 5, problem: "bus is away", engine: "Kafka" } }),
    toBeat("process", { pid: 60, at: NOW_MS - 60_000 }), // Its place is taken.
    toBeat("process", { hostname: "other", pid: 70 }),
    toBeat("alert", { pid: 72, at: NOW_MS - 60_000 }),
    toBeat("ship", { pid: 69, at: NOW_MS - 200_000 }), // Of an earlier start.
  ];
  const rows = toStatusRows({ ...NOTHING, jobs, beats, answers: new Map([["ship", "slow disk"]]) });
  assert.deepEqual(
    rows.map((row) => [row.word, row.host, row.state, row.pid, row.memory, row.error]),
    [
      ["ship", "here", "running", 70, 1000, "slow disk"],
      ["process", "here", "running", 71, 5, "bus is away"],
      ["process", "other", "running", 70, 1000, null],
      ["alert", "here", "dead", null, null, "it has not been heard of"],
    ],
  );
});

Deno.test("toStatusRows does not tell what was stopped, where another one runs in its place", () => {
  const job = toJob({ ship: {} });
  const record = { ...job.record!, ended: { at: NOW_MS - 50_000, why: null } };
  const jobs = [{ ...job, file: null, record }];
  const killed = toBeat("ship", { pid: 99, at: NOW_MS - 40_000 });
  const states = (beats: Heartbeat[]) =>
    toStatusRows({ ...NOTHING, jobs, beats }).map(({ state }) => state);
  assert.deepEqual(states([]), ["stopped"]);
  assert.deepEqual(states([toBeat("ship", { pid: 99 })]), ["running"]);
  assert.deepEqual(states([killed]), ["stopped", "dead"], "one in the foreground, since then");
});

const NOTHING: Known = { jobs: [], beats: [], answers: new Map(), host: "here", nowMs: NOW_MS };

function toJob(parts: Record<string, Partial<PartRecord>>): FoundJob {
  const part = { pid: 70, startedAt: NOW_MS - 100_000, restarts: 0, deaths: 0 };
  const all = Object.entries(parts).map(([word, own]) => [word, { ...part, ...own }]);
  const record = { pid: 7, startedAt: 0, args: [], engine: "embedded", places: {} };
  return {
    word: "ship",
    file: { ...FILE, runs: true },
    record: { ...record, word: "ship", parts: Object.fromEntries(all), problem: null, ended: null },
  };
}

function toBeat(service: string, own: Partial<Heartbeat>): Heartbeat {
  return {
    ...{ service, instance: `here:${own.pid}`, hostname: "here", pid: 0, startedAt: 0, at: NOW_MS },
    facts: { memory: 1000 },
    ...own,
  };
}
