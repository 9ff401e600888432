import fc from "fast-check";
import type { LogModel } from "./test_model.ts";

/** What may happen to a log file at any moment. */
export type FileAction =
  | { readonly kind: "append"; readonly lines: number; readonly padding: number }
  | { readonly kind: "append late"; readonly lines: number }
  | { readonly kind: "append a part of a line" }
  | { readonly kind: "rename" }
  | { readonly kind: "copytruncate" }
  | { readonly kind: "truncate" }
  | { readonly kind: "remove" }
  | { readonly kind: "compress" };

/** Something that happens while the reader is in the middle of a step. */
export interface Interruption {
  /** Before which of the next calls of the file system. */
  readonly call: number;
  /** What happens. */
  readonly action: FileAction;
}

/** What may happen to a log file and its reader. */
export type Action =
  | FileAction
  | { readonly kind: "copytruncate slowly"; readonly stepsMs: readonly number[] }
  | {
    readonly kind: "step";
    readonly ms: number;
    readonly meanwhile: readonly Interruption[];
  }
  | { readonly kind: "stop" }
  | { readonly kind: "kill"; readonly after: "publish" | "commit" | "prepare" | "nothing" };

/** Up to thirty actions. */
export const actions: fc.Arbitrary<Action[]> = fc.array(arbitraryAction(), {
  maxLength: 30,
  size: "max",
});

/** Does them, then waits until nothing more can come. */
export async function act(model: LogModel, list: readonly Action[]): Promise<void> {
  for (const action of list) {
    if (action.kind === "copytruncate slowly") await model.copytruncateSlowly(action.stepsMs);
    else if (action.kind === "step") await model.step(action.ms, toCalls(model, action.meanwhile));
    else if (action.kind === "stop") model.stop();
    else if (action.kind === "kill") await model.kill(action.after);
    else actOnFile(model, action);
  }
  await model.world.settle(1000, 75);
}

function actOnFile(model: LogModel, action: FileAction): void {
  if (action.kind === "append") model.append(action.lines, action.padding);
  if (action.kind === "append late") model.appendLate(action.lines);
  if (action.kind === "append a part of a line") model.appendPart();
  if (action.kind === "rename") model.rename();
  if (action.kind === "copytruncate") model.copytruncate();
  if (action.kind === "truncate") model.truncate();
  if (action.kind === "remove") model.remove();
  if (action.kind === "compress") model.compress();
}

function toCalls(model: LogModel, interruptions: readonly Interruption[]) {
  return interruptions.map(({ call, action }) => ({ call, work: () => actOnFile(model, action) }));
}

function arbitraryAction(): fc.Arbitrary<Action> {
  const stepMs = fc.constantFrom(100, 300, 1000, 6000);
  const meanwhile = fc.array(fc.record({ call: fc.nat(12), action: arbitraryFileAction() }), {
    maxLength: 3,
  });
  return fc.oneof(
    { weight: 12, arbitrary: arbitraryFileAction() },
    {
      weight: 6,
      arbitrary: record({
        kind: fc.constant("step" as const),
        ms: stepMs,
        meanwhile: fc.constant([]),
      }),
    },
    { weight: 3, arbitrary: record({ kind: fc.constant("step" as const), ms: stepMs, meanwhile }) },
    {
      weight: 1,
      arbitrary: record({
        kind: fc.constant("copytruncate slowly" as const),
        stepsMs: fc.array(stepMs, { minLength: 2, maxLength: 2 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: "stop" as const }) },
    {
      weight: 2,
      arbitrary: record({
        kind: fc.constant("kill" as const),
        after: fc.constantFrom("publish" as const, "commit", "prepare", "nothing"),
      }),
    },
  );
}

function arbitraryFileAction(): fc.Arbitrary<FileAction> {
  const lines = fc.integer({ min: 1, max: 30 });
  const padding = fc.oneof({ weight: 9, arbitrary: fc.nat(90) }, {
    weight: 1,
    arbitrary: fc.constant(5000), // Reading takes several steps.
  });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: record({ kind: fc.constant("append" as const), lines, padding }),
    },
    { weight: 1, arbitrary: record({ kind: fc.constant("append late" as const), lines }) },
    { weight: 2, arbitrary: fc.constant({ kind: "append a part of a line" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "rename" as const }) },
    { weight: 2, arbitrary: fc.constant({ kind: "copytruncate" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "truncate" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "remove" as const }) },
    { weight: 1, arbitrary: fc.constant({ kind: "compress" as const }) },
  );
}

function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true });
}
