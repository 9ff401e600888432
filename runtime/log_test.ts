import assert from "node:assert/strict";
import { createLog } from "./log.ts";

Deno.test("createLog writes one line a message, whatever is in it", () => {
  const lines: string[] = [];
  const log = createLog({ service: "ship", write: (line) => lines.push(line), now: () => 0 });
  log.info("started", { files: 3, path: "a b", none: null });
  log.warn("odd\nname \x1b[31m\x9b\x7f", { text: 'say "x"', empty: "" });
  log.error("lost");
  assert.deepEqual(lines, [
    '1970-01-01T00:00:00.000Z INFO [ship] started files=3 path="a b" none=null\n',
    "1970-01-01T00:00:00.000Z WARN [ship] odd\\nname \\u001b[31m\\u009b\\u007f " +
    'text="say \\"x\\"" empty=""\n',
    "1970-01-01T00:00:00.000Z ERROR [ship] lost\n",
  ]);
});
