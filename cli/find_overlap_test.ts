import assert from "node:assert/strict";
import { parseConfig } from "../runtime/config.ts";
import { holdPidFile } from "../runtime/pid_file.ts";
import { findOverlap, toOverlapText } from "./find_overlap.ts";
import { type JobRecord, writeRecord } from "./job.ts";

Deno.test("findOverlap finds what has a process of the same word, for a pipeline and beside one", () => {
  const folder = Deno.makeTempDirSync({ prefix: "logflow-overlap-" });
  const config = parseConfig({}, { LOG_FILES: "app.log" });
  try {
    {
      using _ = keep(folder, "ship", ["ship"]);
      const found = findOverlap("pipeline", config, folder)!;
      assert.deepEqual(found, { word: "ship", job: "ship", pid: Deno.pid });
      assert.match(
        toOverlapText("pipeline", found),
        /: ship runs .*already \(.*; stop ship first$/,
      );
      assert.equal(findOverlap("api", config, folder), null);
      assert.equal(findOverlap("ship", config, folder), null, "told otherwise");
    }
    assert.equal(findOverlap("pipeline", config, folder), null, "it has ended");
    using _ = keep(folder, "pipeline", ["ship", "process", "api", "alert"]);
    const found = findOverlap("api", config, folder)!;
    assert.deepEqual(found, { word: "api", job: "pipeline", pid: Deno.pid });
    assert.match(toOverlapText("api", found), /as a part of pipeline \(.*; stop pipeline first$/);
    assert.equal(findOverlap("generate", config, folder), null);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

function keep(folder: string, word: string, names: readonly string[]): Disposable {
  const part = { pid: 1, startedAt: 1, restarts: 0, deaths: 0 };
  const record: JobRecord = {
    ...{ word, pid: Deno.pid, startedAt: 1, args: [], engine: "embedded", places: {} },
    ...{ parts: Object.fromEntries(names.map((name) => [name, part])), problem: null, ended: null },
  };
  writeRecord(folder, record);
  return holdPidFile(`${folder}/${word}`);
}
