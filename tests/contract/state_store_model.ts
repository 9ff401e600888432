import assert from "node:assert/strict";
import fc from "fast-check";
import { ConflictError } from "../../core/errors.ts";
import type { StateDocument, StateStore, StateValue } from "../../ports/state_store.ts";
import type { StateStoreFixture } from "./state_store_suite.ts";

/** Random runs of two connections to a state store against a model of it. */
export function testStateStoreModel(
  test: (what: string, run: () => Promise<void>) => void,
  makeFixture: () => Promise<StateStoreFixture>,
): void {
  test("does what its model does, whatever two connections do", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await using fixture = await makeFixture();
        await using one = await fixture.open();
        await using other = await fixture.open();
        const model: Model = { documents: new Map(), seen: [0], last: 0 };
        for (const each of steps) await take(each, model, each.second ? other : one);
        const all = await other.list({ prefix: "", after: null, limit: 1000 });
        assert.deepEqual(all, expectedList(model, { prefix: "", after: null, limit: 1000 }));
      }),
      { numRuns: 25 },
    );
  });
}

interface Model {
  readonly documents: Map<string, StateDocument>;
  /** Every revision ever given; steps expect one of them. */
  readonly seen: number[];
  last: number;
}

const keys = fc.constantFrom("a", "b", "b/c", "b/\uffff", "b/😀", "\ufeff");

const steps = {
  second: fc.boolean(),
  key: keys,
};

/** -1 = the current one, else one that was given once, or none. */
const expected = fc.oneof(
  { weight: 3, arbitrary: fc.constant(-1) },
  { weight: 1, arbitrary: fc.nat(20) },
);

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...steps,
      do: fc.constant("write" as const),
      value: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value))),
      expected,
    }),
  },
  { weight: 2, arbitrary: fc.record({ ...steps, do: fc.constant("remove" as const), expected }) },
  { weight: 2, arbitrary: fc.record({ ...steps, do: fc.constant("read" as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      ...steps,
      do: fc.constant("list" as const),
      prefix: fc.constantFrom("", "b", "b/", "c"),
      after: fc.option(keys),
      limit: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(step: Step, model: Model, store: StateStore): Promise<void> {
  const { documents } = model;
  const found = documents.get(step.key) ?? null;
  if (step.do === "read") return assert.deepEqual(await store.read(step.key), found);
  if (step.do === "list") {
    return assert.deepEqual(await store.list(step), expectedList(model, step));
  }
  const current = found?.revision ?? null;
  const wanted = step.expected === -1 ? current : model.seen[step.expected] ?? null;
  if (step.do === "remove") {
    const revision = wanted ?? 1;
    const removing = store.remove(step.key, revision);
    if (revision !== current) return await assert.rejects(removing, ConflictError);
    await removing;
    documents.delete(step.key);
    return;
  }
  const writing = store.write(step.key, step.value as StateValue, wanted);
  if (wanted !== current) return await assert.rejects(writing, ConflictError);
  const revision = await writing;
  assert.ok(revision > model.last);
  model.last = revision;
  model.seen.push(revision);
  documents.set(step.key, { key: step.key, value: step.value as StateValue, revision });
}

function expectedList(
  { documents }: Model,
  { prefix, after, limit }: { prefix: string; after: string | null; limit: number },
): StateDocument[] {
  return [...documents.values()]
    .filter(({ key }) => key.startsWith(prefix) && (after === null || compare(key, after) > 0))
    .sort((a, b) => compare(a.key, b.key)).slice(0, limit);
}

/** By code point, which is how UTF-8 sorts. */
function compare(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = left[i]!.codePointAt(0)! - right[i]!.codePointAt(0)!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
