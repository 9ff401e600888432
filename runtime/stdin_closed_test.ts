import assert from "node:assert/strict";
import { stdinClosed } from "./stdin_closed.ts";

Deno.test("stdinClosed fires when the input ends or breaks, not before", async () => {
  for (const end of ["close", "error"] as const) {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const signal = stdinClosed(readable);
    const writer = writable.getWriter();
    await writer.write(new Uint8Array(10));
    assert.equal(signal.aborted, false);
    const fired = new Promise((resolve) => signal.addEventListener("abort", resolve));
    if (end === "close") await writer.close();
    else await writer.abort(new Error("broken pipe"));
    await fired;
  }
});
