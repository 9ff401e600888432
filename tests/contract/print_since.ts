import type { LogReader } from "../../ports/log_store.ts";

/**
 * Prints the position of every event in order of arrival, one a line, until one with the message
 * "last" has come. Run in a process of its own it shows what a reader elsewhere sees.
 */
export async function printSince(reader: LogReader): Promise<void> {
  for (let after = "start";;) {
    const { events, cursor } = await reader.since({ after, limit: 100, waitMs: 1000 });
    const lines = events.map(({ position }) => `${position}\n`).join("");
    await writeAll(new TextEncoder().encode(lines));
    if (events.some(({ message }) => message === "last")) return;
    after = cursor;
  }
}

async function writeAll(bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await Deno.stdout.write(bytes.subarray(at));
}
