import assert from "node:assert/strict";
import { UnavailableError } from "../../../core/errors.ts";
import { GroupCommit } from "./group_commit.ts";

Deno.test("GroupCommit runs what is added at once in one transaction, in order", async () => {
  const { commit, events } = record();
  await Promise.all([commit.add(() => events.push("a")), commit.add(() => events.push("b"))]);
  await commit.add(() => events.push("c"));
  assert.deepEqual(events, ["begin", "a", "b", "end", "begin", "c", "end"]);
});

Deno.test("GroupCommit rejects a job that is refused alone, and all where the transaction fails", async () => {
  const { commit, events } = record();
  const refuse = () => {
    throw new UnavailableError("full");
  };
  const exceed = () => {
    throw new RangeError("too many");
  };
  const fail = () => {
    throw new Error("broken");
  };
  assert.deepEqual(
    await outcomes([commit.add(() => events.push("a")), commit.add(refuse), commit.add(exceed)]),
    ["kept", "full", "too many"],
  );
  assert.deepEqual(
    await outcomes([commit.add(() => events.push("b")), commit.add(fail), commit.add(refuse)]),
    ["broken", "broken", "broken"],
  );
});

Deno.test("GroupCommit refuses what would make more wait than it may, but never a job alone", async () => {
  const { commit } = record();
  const work = () => {};
  assert.deepEqual(
    await outcomes([
      commit.add(work, 6),
      commit.add(work, 4),
      commit.add(work, 1),
      commit.add(work),
    ]),
    [
      "kept",
      "kept",
      "Cannot queue 1 bytes for the bus: 10 of 10 bytes wait for the disk: publish less at once",
      "kept",
    ],
  );
  await commit.add(work, 99);
});

Deno.test("GroupCommit commits what waits when it is flushed", async () => {
  const { commit, events } = record();
  const added = commit.add(() => events.push("a"));
  commit.flush();
  commit.flush();
  assert.deepEqual(events, ["begin", "a", "end"]);
  await added;
});

function record(): { commit: GroupCommit; events: string[] } {
  const events: string[] = [];
  const commit = new GroupCommit({
    transaction: (work) => {
      events.push("begin");
      work();
      events.push("end");
    },
    onCommit: () => {},
    waitingMax: 10,
  });
  return { commit, events };
}

async function outcomes(promises: Promise<void>[]): Promise<string[]> {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => one.status === "fulfilled" ? "kept" : one.reason.message);
}
