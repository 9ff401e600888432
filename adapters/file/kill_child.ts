/**
 * For `kill_test.ts`: ships `FOLDER/log/app.log` to `FOLDER/arrived`, a line an event: its id and its text.
 * @module
 */
import { denoFileSystem } from "../../runtime/file_system.ts";
import { openFileSource } from "./source.ts";

if (import.meta.main) await shipTo(Deno.args[0]!);

async function shipTo(folder: string): Promise<void> {
  const arrived = Deno.openSync(`${folder}/arrived`, { append: true, create: true });
  cutTorn(`${folder}/arrived`);
  await using source = await openFileSource({
    paths: [`${folder}/log/app.log`],
    checkpointPath: `${folder}/ship.db`,
    hostname: "host",
    timeZone: "UTC",
    format: "plain",
    detect: () => "plain",
    service: null,
    from: "beginning",
    files: denoFileSystem,
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
    log: () => {},
    pollMs: 2,
    joinMs: 5,
  });
  for await (const { batches, confirm } of source.read(new AbortController().signal)) {
    for (const { origin, bytes, slices, positions } of batches) {
      let text = "";
      for (let i = 0; i < positions.length; i++) {
        const line = new TextDecoder().decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!));
        text += `${origin}:${positions[i]} ${line}\n`;
      }
      arrived.writeSync(new TextEncoder().encode(text));
    }
    confirm();
  }
}

/** A line that was being written when the process was killed did not arrive. */
function cutTorn(path: string): void {
  const end = Deno.readFileSync(path).lastIndexOf("\n".charCodeAt(0)) + 1;
  Deno.truncateSync(path, end);
}
