import assert from "node:assert/strict";
import { readSince, searchAll, toEvents } from "../../tests/contract/log_store/case.ts";
import { openBlockReader } from "./reader.ts";
import { openBlockWriter } from "./writer.ts";

Deno.test("Block store has everything that was acknowledged, once, when its writer is killed", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/logs.db`;
  const log = assert.fail;
  try {
    let stored = 0;
    for (const atLeast of [50, 700, 130]) {
      const acknowledged = await appendAndKill(path, { first: stored, atLeast });
      await using writer = await openBlockWriter({ path, log, blockEvents: 64 });
      await using reader = await openBlockReader({ path, log });
      const { events } = await readSince(reader, "start");
      stored = events.length;
      assert(stored >= acknowledged, `${stored} events of ${acknowledged} acknowledged`);
      assert.deepEqual(events, toEvents(0, stored));
      assert.deepEqual(await searchAll(reader), events);
      assert.deepEqual((await writer.positions()).map(({ offset }) => offset), [stored]);
      assert.equal((await writer.append(events, null)).duplicates, stored);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Gives how many events the writer said it had. */
async function appendAndKill(
  path: string,
  { first, atLeast }: { first: number; atLeast: number },
): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-q",
      "--allow-read",
      "--allow-write",
      import.meta.resolve("./testing/append_on.ts"),
      path,
      `${first}`,
    ],
    stdin: "null",
    stdout: "piped",
  }).spawn();
  let printed = "";
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const acknowledged = () => Number(printed.split("\n").at(-2) ?? first);
  while (acknowledged() < first + atLeast) {
    const { value, done } = await reader.read();
    assert(!done, `the writer ended after ${acknowledged()}`);
    printed += value;
  }
  child.kill("SIGKILL");
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    printed += read.value;
  }
  await child.status;
  return acknowledged();
}
