import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import { LEVELS, type LogEvent } from "../../core/event.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { runCli } from "./run_cli.ts";

/**
 * Ships a file of `lines` lines while more are appended, and compares every event in the store with
 * the line it was made of.
 */
export async function wholeFile(lines: number): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-whole-" });
  const [file, dataDir] = [`${folder}/app.log`, `${folder}/data`];
  append(file, 0, lines);
  const all = lines + APPENDED;
  {
    await using pipeline = startPipeline({
      dataDir,
      logFiles: [file],
      variables: { LOGFLOW_TIME_ZONE: "UTC" },
    });
    await counted(pipeline, 1);
    append(file, lines, all);
    await counted(pipeline, all);
    assert.equal(await pipeline.stop(), 0, pipeline.output());
  }
  assert.deepEqual(await runCli(["verify"], { LOGFLOW_DATA_DIR: dataDir }), {
    code: 0,
    stdout: `received ${all.toLocaleString("en-US")} = stored ${all.toLocaleString("en-US")}\n`,
    stderr: "",
  });
  assert.equal(await checkEvents(`${dataDir}/logs.db`, file), all);
  await Deno.remove(folder, { recursive: true });
}

/** Lines that come while the others are shipped. */
const APPENDED = 1000;

async function counted(pipeline: PipelineProcess, least: number): Promise<void> {
  await eventually(`${least} events`, async () => {
    const response = await fetch(`${pipeline.apiUrl}/api/v1/logs/count`);
    return (await response.json()).count >= least || null;
  }, 240_000);
}

/** Every event, in order of arrival, must be the next line: so each is there once. */
async function checkEvents(path: string, file: string): Promise<number> {
  await using reader = await openBlockReader({ path, log: assert.fail });
  let after = "start";
  let count = 0;
  let position = 0;
  for (;;) {
    const { events, cursor } = await reader.since({ after, limit: 10_000, waitMs: 0 });
    if (events.length === 0) return count;
    for (const event of events) {
      position += checkEvent(event, { number: count++, position, file });
    }
    after = cursor;
  }
}

/** Gives the length of the line. */
function checkEvent(
  event: LogEvent,
  { number, position, file }: { number: number; position: number; file: string },
): number {
  const { level, service, message, second } = partsOf(number);
  const end = position + lineOf(number).length;
  const { origin, hostname, ingestedMs, ...rest } = event;
  assert.match(origin, /^[0-9a-f]{15}$/);
  assert.ok(hostname.length > 0 && ingestedMs > 1.7e12);
  const timestampMs = Date.UTC(2025, 9, 20) + second * 1000;
  const expected = { position, begin: position, end, timestampMs, level, service, message, file };
  for (const [name, value] of Object.entries({ ...expected, fields: null })) {
    if (rest[name as keyof typeof rest] !== value) {
      assert.deepEqual(rest, { ...expected, fields: null }, `line ${number}`);
    }
  }
  return end - position;
}

function append(path: string, from: number, to: number): void {
  using file = Deno.openSync(path, { append: true, create: true });
  for (let at = from; at < to; at += 10_000) {
    const numbers = Array.from({ length: Math.min(10_000, to - at) }, (_, i) => at + i);
    const bytes = new TextEncoder().encode(numbers.map(lineOf).join(""));
    for (let done = 0; done < bytes.length;) done += file.writeSync(bytes.subarray(done));
  }
}

function lineOf(number: number): string {
  const { level, service, message, second } = partsOf(number);
  const time = new Date(Date.UTC(2025, 9, 20) + second * 1000).toISOString();
  return `${time.slice(0, 10)} ${time.slice(11, 19)} ${level} [${service}] ${message}\n`;
}

function partsOf(number: number) {
  return {
    level: LEVELS[(number * 7919) % 6]!,
    service: SERVICES[number % SERVICES.length]!,
    message: `Payment ${number} took ${(number * 31) % 977} ms for order_${number * 7}`,
    second: Math.floor(number / 20),
  };
}

const SERVICES = ["payment-service", "auth-service", "user-service", "order-service"];
