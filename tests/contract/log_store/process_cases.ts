import assert from "node:assert/strict";
import { type Case, positionsOf, toEvent, toEvents } from "./case.ts";

/** What holds between processes; only for stores that are `shared`. */
export const processCases: readonly Case[] = [
  {
    name: "shows a reader in another process everything, in order, while it is being appended",
    async run(store) {
      await using writer = await store.openWriter();
      const early = toEvents(0, 500);
      await writer.append(early, null);
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", ...store.printSinceArguments],
        stdin: "null",
        stdout: "piped",
      }).spawn();
      try {
        const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
        let printed = (await reader.read()).value ?? "";
        const late = toEvents(500, 500);
        for (let i = 0; i < late.length; i += 10) await writer.append(late.slice(i, i + 10), null);
        const last = toEvent(1000, { message: "last" });
        await writer.append([last], null);
        for (let read = await reader.read(); !read.done; read = await reader.read()) {
          printed += read.value;
        }
        const seen = printed.split("\n").slice(0, -1).map(Number);
        assert.deepEqual(seen, positionsOf([...early, ...late, last]));
        assert.equal((await child.status).code, 0);
      } finally {
        stop(child);
      }
    },
  },
];

function stop(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}
