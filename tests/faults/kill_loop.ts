import assert from "node:assert/strict";
import { eventually } from "../e2e/eventually.ts";
import { type PipelineProcess, servicesOf, startPipeline } from "../e2e/pipeline_process.ts";
import { openWorld } from "../e2e/worlds.ts";
import { checkReader } from "./check_store.ts";
import { type RotatingWriter, startWriter } from "./rotating_writer.ts";

/** How hard to try. */
export interface KillLoopOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Of the pipeline, beside its data folder. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * Kills random services, or all with their supervisor, at random moments with SIGKILL while lines
 * flow and files rotate; then checks that every line is in the store once, in order within its source.
 */
export async function killLoop(
  { rounds, seed, variables = {} }: KillLoopOptions,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-kill-" });
  const random = toRandom(seed);
  const options = {
    dataDir: `${folder}/data`,
    logFiles: [`${folder}/logs/a.log`, `${folder}/logs/b.log`],
    variables,
  };
  await using writer = await startWriter(`${folder}/logs`, ["a.log", "b.log"], random);
  let pipeline = startPipeline(options);
  try {
    for (let round = 0; round < rounds; round++) {
      await allServicesUp(options.dataDir);
      await passMs(random() * 400);
      pipeline = await killSome(pipeline, options, random);
    }
    await writer.stop();
    await allStored(pipeline, writer);
    assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
    await using world = await openWorld({ LOGFLOW_DATA_DIR: options.dataDir, ...variables });
    await checkReader(world.reader, writer.messages());
  } catch (error) {
    throw new Error(
      `Kill loop with seed ${seed} in ${folder} failed:\n${pipeline.output().slice(-4000)}`,
      {
        cause: error,
      },
    );
  } finally {
    await pipeline[Symbol.asyncDispose]();
  }
  await Deno.remove(folder, { recursive: true });
}

async function killSome(
  pipeline: PipelineProcess,
  options: Parameters<typeof startPipeline>[0],
  random: () => number,
): Promise<PipelineProcess> {
  const services = [...servicesOf(options.dataDir).values()];
  if (random() < 0.25) {
    Deno.kill(pipeline.pid, "SIGKILL");
    if (random() < 0.5) services.forEach(kill);
    await pipeline[Symbol.asyncDispose]();
    return startPipeline(options);
  }
  services.filter(() => random() < 0.4).forEach(kill);
  return pipeline;
}

function kill(pid: number): void {
  try {
    Deno.kill(pid, "SIGKILL");
  } catch { /* it ended by itself */ }
}

async function allServicesUp(dataDir: string): Promise<void> {
  await eventually("all four services", () => servicesOf(dataDir).size === 4 || null);
}

async function allStored(pipeline: PipelineProcess, writer: RotatingWriter): Promise<void> {
  await eventually(`${writer.lines()} events in the store`, async () => {
    const response = await fetch(`${pipeline.apiUrl}/api/v1/logs/count`);
    const { count } = await response.json();
    return count >= writer.lines() || null;
  }, 60_000);
}

/** The moments of the kills are random on purpose; nothing waits for a state this way. */
function passMs(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function toRandom(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
