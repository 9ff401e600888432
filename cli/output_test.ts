import assert from "node:assert/strict";
import { createOutput } from "./output.ts";

Deno.test("createOutput writes all of a text, however little is taken at once", () => {
  let written = "";
  const output = createOutput({
    writeSync(bytes) {
      written += new TextDecoder().decode(bytes.subarray(0, 2));
      return Math.min(bytes.length, 2);
    },
    isTerminal: () => false,
  });
  output.write("hello");
  assert.deepEqual([written, output.broken.aborted], ["hello", false]);
});

Deno.test("createOutput tells a reader that has enough from an output that fails", () => {
  const full = new Error("No space left on device (os error 28)");
  for (
    const [error, failure] of [[new Deno.errors.BrokenPipe(), null], [full, full]] as const
  ) {
    let tries = 0;
    const output = createOutput({
      writeSync() {
        tries++;
        throw error;
      },
      isTerminal: () => false,
    });
    output.write("a");
    output.write("b");
    assert.deepEqual([tries, output.broken.aborted, output.failure], [1, true, failure]);
  }
});
