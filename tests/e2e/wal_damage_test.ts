import assert from "node:assert/strict";
import { eventually } from "./eventually.ts";
import { startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { countReaches, searchAll } from "./ship_files.ts";

const LINES = 30_000;

Deno.test("pipeline loses of a young store no more than what was damaged, and verify counts it", async () => {
  await using world = await makeWorld();
  const { store, logs, run } = world;
  {
    await using pipeline = world.start();
    await countReaches(pipeline, LINES);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  }
  const wal = damageWal(`${store}-wal`);
  assert.ok(wal.length > 10 * Deno.statSync(store).size, "nearly all is in the WAL");
  const check = await run("store", "check");
  assert.equal(check.code, 1);
  assert.match(check.stdout, /^Damaged: log: .* its write-ahead log is damaged after \d+ bytes/);
  const forget = await run("store", "forget");
  assert.equal(forget.code, 1);
  assert.match(forget.stderr, /Cannot forget the damage of .*: it is damaged .* start `process`/);
  Deno.writeTextFileSync(logs, "2025-10-23 14:32:15 INFO [a] one more\n", { append: true });
  {
    await using pipeline = world.start();
    await eventually("the line that came after", async () => {
      return (await searchAll(pipeline, '"one more"')).length === 1 || null;
    });
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    assert.match(pipeline.output(), /WARN \[process\] Store .* was damaged .* write-ahead log/);
  }
  assert.deepEqual(bytesAside(store), wal);
  const { code, stdout } = await run("verify");
  assert.equal(code, 1);
  const terms = /^received 30,001 = stored (\S+) \+ damaged (\S+)\n/;
  const [, stored, damaged] = stdout.match(terms) ?? assert.fail(stdout);
  assert.ok(parseInt(stored!) > 10, `${stored} are left`);
  const forgotten = await run("store", "forget");
  assert.match(
    forgotten.stdout,
    new RegExp(`^${damaged} events count as expired`),
  );
  const after = await run("verify");
  const balance = `received 30,001 = stored ${stored} + expired ${damaged}\n`;
  assert.deepEqual([after.code, after.stdout], [0, balance]);
});

/** What a pipeline keeps of one log file of {@linkcode LINES} lines. */
async function makeWorld() {
  const folder = await Deno.makeTempDir({ prefix: "logflow-wal-" });
  const dataDir = `${folder}/data`;
  const logs = `${folder}/app.log`;
  const toLine = (_: unknown, i: number) => `2025-10-23 14:32:15 INFO [a] line ${i} ${i ** 3}\n`;
  Deno.writeTextFileSync(logs, Array.from({ length: LINES }, toLine).join(""));
  return {
    store: `${dataDir}/logs.db`,
    logs,
    start: () => startPipeline({ dataDir, logFiles: [logs] }),
    run: (...words: string[]) => runCli([...words, "--data-dir", dataDir]),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/** Makes a sixteenth of a file zero, a quarter behind its beginning; returns the damaged file. */
function damageWal(path: string): Uint8Array {
  const bytes = Deno.readFileSync(path);
  const begin = bytes.length >> 2;
  Deno.writeFileSync(path, bytes.fill(0, begin, begin + (bytes.length >> 4)));
  return bytes;
}

/** The WAL that was put aside, which must be the only one. */
function bytesAside(path: string): Uint8Array {
  const [folder, ...rest] = [...Deno.readDirSync(`${path}.corrupt`)];
  assert.deepEqual(rest, []);
  return Deno.readFileSync(`${path}.corrupt/${folder!.name}/logs.db-wal`);
}
