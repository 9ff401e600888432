import fc from "fast-check";
import { act, actions } from "./test_actions.ts";
import { LogModel } from "./test_model.ts";

Deno.test("Tailer ships every line once, whatever happens to the file and to itself", async () => {
  await fc.assert(
    fc.asyncProperty(actions, async (list) => {
      using model = new LogModel();
      await act(model, list);
      model.check();
    }),
    { numRuns: Number(Deno.env.get("RUNS") ?? 60), ...seed() },
  );
});

function seed(): { seed?: number } {
  const text = Deno.env.get("SEED");
  return text === undefined ? {} : { seed: Number(text) };
}
