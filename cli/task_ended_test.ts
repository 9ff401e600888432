import assert from "node:assert/strict";
import { taskEnded } from "./task_ended.ts";

Deno.test("taskEnded fires once the parent is another", () => {
  const process = watched({ INIT_CWD: "/" });
  process.look();
  assert.equal(process.signal.aborted, false);
  process.parent = 1;
  process.look();
  assert.equal(process.signal.aborted, true);
});

Deno.test("taskEnded leaves a process alone that no task started", () => {
  const process = watched({});
  process.parent = 1;
  process.look();
  assert.equal(process.signal.aborted, false);
});

function watched(variables: Record<string, string>) {
  const process = { parent: 7, look: () => {}, signal: new AbortController().signal };
  process.signal = taskEnded(variables, {
    parent: () => process.parent,
    repeat: (look) => void (process.look = look),
  });
  return process;
}
