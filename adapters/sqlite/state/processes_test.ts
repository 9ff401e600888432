import assert from "node:assert/strict";
import { within } from "../../../tests/contract/bus_fixture.ts";
import { TestFolder } from "./test_folder.ts";

Deno.test("StateStore (sqlite) is shared by processes, of which one is killed while it writes", async () => {
  await using folder = new TestFolder();
  const workers = [30, 30, 1_000_000].map((times) => startWorker(folder.path, times));
  const victim = workers[2]!;
  const reader = victim.stdout.getReader();
  let said = "";
  while (said.split("\n").length < 10) {
    said += new TextDecoder().decode((await within(reader.read())).value);
  }
  victim.kill("SIGKILL");
  for (let part; (part = await reader.read()).value;) said += new TextDecoder().decode(part.value);
  await victim.status;
  const outputs = await within(Promise.all(workers.slice(0, 2).map((worker) => worker.output())));
  assert.ok(outputs.every(({ success }) => success));
  const texts = outputs.map(({ stdout }) => new TextDecoder().decode(stdout));
  const counts = [...texts, said].flatMap(toCounts).sort((a, b) => a - b);
  assert.equal(counts.length, new Set(counts).size);
  await using store = await folder.open();
  const sum = (await store.read("n"))!.value as number;
  // The killed one may have counted once more than it could say.
  assert.ok(sum - counts.length <= 1, `${counts.length} of ${sum}`);
  assert.deepEqual(folder.messages, []);
});

/** Whole lines. */
function toCounts(text: string): number[] {
  return text.split("\n").slice(0, -1).map(Number);
}

function startWorker(path: string, times: number): Deno.ChildProcess {
  const script = new URL("../testing/count_up.ts", import.meta.url).href;
  const files = ["", "-wal", "-shm", ".lock", ".corrupt"].map((suffix) => path + suffix).join(",");
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "-q", "--no-prompt", `--allow-read=${files}`, `--allow-write=${files}`],
      ...[script, path, `${times}`],
    ],
    stdout: "piped",
  }).spawn();
}
