import fc from "fast-check";
import { act, type Action, actions, type FileAction } from "./test_actions.ts";
import { LogModel } from "./test_model.ts";

Deno.test("Tailer ships every line once, whatever happens to the file and to itself", async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (list) => {
      using model = new LogModel();
      await act(model, list);
      model.check();
    }),
    {
      numRuns: Number(Deno.env.get("RUNS") ?? 60),
      examples: EXAMPLES.map((list) => [list]),
      ...seed(),
    },
  );
});

function seed(): { seed?: number } {
  const text = Deno.env.get("SEED");
  return text === undefined ? {} : { seed: Number(text) };
}

const LINE: FileAction = { kind: "append", lines: 1, padding: 0 };
const PART: FileAction = { kind: "append a part of a line" };
const COPY: FileAction = { kind: "copytruncate" };

/** Cases that went wrong once. */
const EXAMPLES: Action[][] = [
  [PART, { kind: "kill", after: "publish" }, { kind: "remove" }, LINE, step(300), COPY, LINE],
  [LINE, { kind: "rename" }, LINE, { kind: "kill", after: "publish" }, step(100, [5, COPY])],
  [PART, step(100), { kind: "truncate" }, LINE, COPY],
  [PART, slowly(100, 1000)],
  [LINE, step(100, [6, { kind: "remove" }]), LINE, slowly(100, 1000)],
  [LINE, COPY, step(100, [3, { kind: "rename" }], [1, LINE]), slowly(100, 300)],
  [PART, { kind: "rename" }, step(100, [3, LINE]), slowly(100, 6000)],
  [LINE, slowly(100, 100), LINE, step(1000, [0, { kind: "rename" }])],
];

function step(ms: number, ...meanwhile: [number, FileAction][]): Action {
  return { kind: "step", ms, meanwhile: meanwhile.map(([call, action]) => ({ call, action })) };
}

function slowly(...stepsMs: [number, number]): Action {
  return { kind: "copytruncate slowly", stepsMs };
}
