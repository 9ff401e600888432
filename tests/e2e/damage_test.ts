import assert from "node:assert/strict";
import { openSqliteBus } from "../../adapters/sqlite/bus.ts";
import { openDatabase } from "../../runtime/sqlite.ts";
import { makeBatch } from "../contract/make_batch.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";
import { countReaches, searchAll } from "./ship_files.ts";

const LINES = 300;

Deno.test("pipeline ships files again, under new ids, when its checkpoint was deleted", async () => {
  await using world = await makeWorld();
  Deno.removeSync(`${world.dataDir}/ship.db`);
  await using pipeline = world.start();
  await countReaches(pipeline, 2 * LINES);
  assert.match(pipeline.output(), /WARN \[ship\] Cannot find checkpoint ".*", .* stored again/);
  const events = await searchAll(pipeline, "line");
  assert.equal(new Set(events.map(({ source }) => source.origin)).size, 2);
  for (const origin of new Set(events.map(({ source }) => source.origin))) {
    const messages = events.filter(({ source }) => source.origin === origin);
    assert.equal(new Set(messages.map(({ message }) => message)).size, LINES);
  }
  await endsWell(pipeline);
});

Deno.test("pipeline puts a damaged checkpoint aside, says so, and ships files again", async () => {
  await using world = await makeWorld();
  const damaged = garble(`${world.dataDir}/ship.db`, 0, Infinity);
  const verify = await runCli(["verify", "--data-dir", world.dataDir]);
  assert.equal(verify.code, 1);
  assert.match(
    verify.stderr,
    /^logflow: Cannot read checkpoint ".*ship\.db": it is damaged .*aside/,
  );
  world.write("one more");
  await using pipeline = world.start();
  await countReaches(pipeline, 2 * LINES + 1);
  assert.match(pipeline.output(), /WARN \[ship\] .*ship\.db.* damaged .*shipped again/);
  assert.deepEqual(bytesAside(`${world.dataDir}/ship.db`), damaged);
  await endsWell(pipeline);
});

Deno.test("pipeline loses nothing and ships nothing twice with the first pages of all databases damaged", async () => {
  await using world = await makeWorld();
  await publish(world.dataDir, ["waiting"]);
  const pages = { ship: 4096, bus: 16_384, logs: 8192 };
  const damaged = Object.entries(pages).map(([name, bytes]) => {
    const path = `${world.dataDir}/${name}.db`;
    return { path, bytes: garble(path, 0, bytes) };
  });
  const search = ["search", "--data-dir", world.dataDir];
  assert.match((await runCli(search)).stderr, /^logflow: Cannot search in ".*": .*not a database/);
  const check = await runCli(["store", "check", "--data-dir", world.dataDir]);
  assert.equal(check.code, 1);
  assert.match(check.stdout, /^Damaged: file: .* its header/);
  world.write("one more");
  await using pipeline = world.start();
  await countReaches(pipeline, LINES + 2);
  assert.equal((await searchAll(pipeline, "line")).length, LINES);
  assert.match(pipeline.output(), /WARN \[process\] Store .*: 300 events in .* 0 parts were not/);
  assert.match(pipeline.output(), /WARN \[ship\] The checkpoint .* 1 files were found in it/);
  for (const { path, bytes } of damaged) assert.deepEqual(bytesAside(path), bytes);
  await endsWell(pipeline);
});

Deno.test("pipeline keeps what a bus with a damaged header holds, and says so", async () => {
  await using world = await makeWorld();
  await publish(world.dataDir, ["waiting 1", "waiting 2"]);
  const damaged = garble(`${world.dataDir}/bus.db`, 0, 100);
  world.write("one more");
  await using pipeline = world.start();
  await countReaches(pipeline, LINES + 3);
  assert.equal((await searchAll(pipeline, "waiting")).length, 2);
  assert.match(pipeline.output(), /WARN \[\w+\] Bus ".*" is damaged .* 2 records of 2 events/);
  assert.deepEqual(bytesAside(`${world.dataDir}/bus.db`), damaged);
  await endsWell(pipeline);
});

Deno.test("pipeline puts a damaged record of the bus into logs-dead with its bytes", async () => {
  await using world = await makeWorld();
  await publish(world.dataDir, ["waiting 1", "waiting to be spoiled", "waiting 3"]);
  const path = `${world.dataDir}/bus.db`;
  replaceText(path, "to be spoiled", "to be SPOILED");
  await using pipeline = world.start();
  await countReaches(pipeline, LINES + 2);
  const messages = (await searchAll(pipeline, "waiting")).map(({ message }) => message);
  assert.deepEqual(messages, ["waiting 1", "waiting 3"]);
  await endsWell(pipeline);
  await using bus = await openSqliteBus({ path, bytesMax: 2 ** 30, log: assert.fail });
  const [letter, ...rest] = await bus.read("logs-dead", [], 10);
  assert.deepEqual(rest, []);
  assert.match(letter!.batch!.reason!, /its CRC-32 is/);
  assert.match(new TextDecoder().decode(letter!.batch!.bytes), /waiting to be SPOILED/);
});

for (
  const [what, from] of [["content", 0], ["pages", 4096]] as const
) {
  Deno.test(`pipeline puts a store with damaged ${what} aside, says so, and goes on`, async () => {
    await using world = await makeWorld();
    const path = `${world.dataDir}/logs.db`;
    const damaged = garble(path, from, Infinity);
    world.write("one more");
    await using pipeline = world.start();
    await countReaches(pipeline, 1);
    assert.equal((await searchAll(pipeline, '"one more"')).length, 1);
    assert.match(pipeline.output(), /WARN \[process\] Store ".*logs\.db" was damaged/);
    assert.deepEqual(bytesAside(path), damaged);
    await endsWell(pipeline);
  });
}

Deno.test("pipeline puts all three databases aside when all are damaged, and goes on", async () => {
  await using world = await makeWorld();
  const paths = ["ship", "bus", "logs"].map((name) => `${world.dataDir}/${name}.db`);
  const damaged = paths.map((path) => garble(path, 0, 100));
  world.write("one more");
  await using pipeline = world.start();
  await countReaches(pipeline, LINES + 1);
  assert.deepEqual(paths.map(bytesAside), damaged);
  await endsWell(pipeline);
});

const WITH_WAL = ["", "-wal", "-shm"];
/** Of several who open it, another may have made the file again by then. */
const PUT_ASIDE = /(somebody removed it; |the file is empty, but its log is not\): ).*put aside/;
for (
  const [name, suffixes] of [
    ["logs.db", WITH_WAL],
    ["logs.db", [""]],
    ["bus.db", WITH_WAL],
    ["bus.db", [""]],
  ] as const
) {
  const what = suffixes.map((suffix) => name + suffix).join(", ");
  Deno.test(`pipeline goes on, losing nothing new, when somebody removes ${what} while it runs`, async () => {
    await using world = await makeWorld();
    await using pipeline = world.start();
    world.write("all are at work");
    await countReaches(pipeline, LINES + 1);
    for (const suffix of suffixes) removeIfThere(`${world.dataDir}/${name}${suffix}`);
    world.write("one more");
    await eventually("the line that came after", async () => {
      return (await searchAll(pipeline, '"one more"')).length === 1 || null;
    });
    assert.match(pipeline.output(), /Cannot \w+ .*: somebody removed or replaced the file/);
    await eventually("a push", async () => await push(pipeline, "pushed") === 200 || null);
    await eventually("what was pushed", async () => {
      return (await searchAll(pipeline, "pushed")).length === 1 || null;
    });
    if (suffixes.length === 1) assert.match(pipeline.output(), PUT_ASIDE);
    assert.doesNotMatch(pipeline.output(), /disk I\/O error/);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  });
}

async function push({ apiUrl }: PipelineProcess, message: string): Promise<number> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ message });
  const response = await fetch(`${apiUrl}/api/v1/logs`, { method: "POST", headers, body });
  await response.body?.cancel();
  return response.status;
}

Deno.test("pipeline ships nothing twice when somebody removes ship.db while it runs", async () => {
  await using world = await makeWorld();
  {
    await using pipeline = world.start();
    world.write("all are at work");
    await countReaches(pipeline, LINES + 1);
    Deno.removeSync(`${world.dataDir}/ship.db`);
    await eventually("a new ship.db", () => {
      return /WARN \[ship\] .*ship\.db.* written anew/.test(pipeline.output()) || null;
    });
    world.write("one more");
    await countReaches(pipeline, LINES + 2);
    await endsWell(pipeline);
  }
  await using pipeline = world.start();
  world.write("and one");
  await countReaches(pipeline, LINES + 3);
  await endsWell(pipeline);
});

interface World extends AsyncDisposable {
  readonly dataDir: string;
  /** Appends a line to the log file. */
  write(message: string): void;
  start(): PipelineProcess;
}

/** A data folder as a pipeline left it that stored {@linkcode LINES} lines and ended; each file whole, without WAL. */
async function makeWorld(): Promise<World> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-damage-" });
  const dataDir = `${folder}/data`;
  const write = (message: string) => {
    const line = `2025-10-23 14:32:15 INFO [a] ${message}\n`;
    Deno.writeTextFileSync(`${folder}/app.log`, line, { append: true });
  };
  for (let i = 0; i < LINES; i++) write(`line ${i}`);
  const start = () => startPipeline({ dataDir, logFiles: [`${folder}/app.log`] });
  {
    await using pipeline = start();
    await countReaches(pipeline, LINES);
    await endsWell(pipeline);
    assert.doesNotMatch(pipeline.output(), /WARN/);
  }
  for (const name of ["ship", "bus", "logs"]) closeWal(`${dataDir}/${name}.db`);
  const remove = () => Deno.remove(folder, { recursive: true });
  return { dataDir, write, start, [Symbol.asyncDispose]: remove };
}

function removeIfThere(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** The last who closes a database takes its WAL into it, if it may write. */
function closeWal(path: string): void {
  using database = openDatabase({ path });
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
}

async function endsWell(pipeline: PipelineProcess): Promise<void> {
  assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  assert.doesNotMatch(pipeline.output(), /starts again/);
}

async function publish(dataDir: string, lines: readonly string[]): Promise<void> {
  await using bus = await openSqliteBus({
    path: `${dataDir}/bus.db`,
    bytesMax: 2 ** 30,
    log: assert.fail,
  });
  let begin = 0;
  for (const line of lines) {
    const batch = makeBatch({ lines: [line], begin });
    await bus.publish("logs-raw", [batch]);
    begin = batch.ends.at(-1)!;
  }
}

/** Changes every byte of [from, to); returns the damaged file. */
function garble(path: string, from: number, to: number): Uint8Array {
  const bytes = Deno.readFileSync(path);
  for (let i = from; i < Math.min(to, bytes.length); i++) bytes[i]! ^= 0x5a;
  Deno.writeFileSync(path, bytes);
  return bytes;
}

/** Replaces text by text of the same length. */
function replaceText(path: string, from: string, to: string): void {
  const bytes = Deno.readFileSync(path);
  const text = new TextDecoder("latin1").decode(bytes);
  const at = text.indexOf(from);
  assert.ok(at >= 0 && text.indexOf(from, at + 1) < 0, `"${from}" stands once in "${path}"`);
  bytes.set(new TextEncoder().encode(to), at);
  Deno.writeFileSync(path, bytes);
}

/** The file that was put aside, which must be the only one. */
function bytesAside(path: string): Uint8Array {
  const [folder, ...rest] = [...Deno.readDirSync(`${path}.corrupt`)];
  assert.deepEqual(rest, []);
  return Deno.readFileSync(`${path}.corrupt/${folder!.name}/${path.split("/").at(-1)}`);
}
