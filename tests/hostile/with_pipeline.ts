import assert from "node:assert/strict";
import { createGenerator } from "../../core/generate.ts";
import { eventually } from "../e2e/eventually.ts";
import { type PipelineProcess, startPipeline } from "../e2e/pipeline_process.ts";
import { readPeakMib } from "../e2e/read_memory.ts";
import { newNamespace, toServerVariables, type World, WORLDS } from "../e2e/worlds.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";

/** A pipeline that strangers may call. */
export interface Target {
  readonly pipeline: PipelineProcess;
  /** Of the API. */
  readonly port: number;
  /** The status and body of an answer, in time. */
  readonly ask: (path: string, init?: RequestInit) => Promise<{ status: number; body: string }>;
}

/**
 * Has a pipeline with some events be treated badly. Then all of its services are those that they were, none had
 * more memory than it may, none logged a fault, and the API still answers.
 */
export async function withPipeline(
  world: Pick<World, "uses">,
  work: (target: Target) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-hostile-" });
  await Deno.writeTextFile(`${folder}/app.log`, makeLines());
  const namespace = newNamespace();
  try {
    const logFiles = [`${folder}/app.log`];
    const variables = toServerVariables(world, namespace);
    await using pipeline = startPipeline({ dataDir: `${folder}/data`, logFiles, variables });
    const port = Number(new URL(pipeline.apiUrl).port);
    const ask: Target["ask"] = async (path, init = {}) => {
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      const answer = await fetch(`${pipeline.apiUrl}${path}`, { signal, ...init });
      return { status: answer.status, body: await answer.text() };
    };
    await eventually("all lines", () => hasLines(ask), 60_000);
    const services = pipeline.services();
    await work({ pipeline, port, ask });
    assert.equal((await ask("/api/v1/logs?q=level:ERROR")).status, 200);
    assert.deepEqual(pipeline.services(), services, "a service ended");
    for (const [word, pid] of services) {
      const peakMib = await readPeakMib(pid);
      assert.ok(peakMib < MEMORY_MIB_MAX, `${word} had ${peakMib} MiB`);
    }
    assert.doesNotMatch(pipeline.output(), / ERROR \[/);
    assert.equal(await pipeline.stop(), 0);
  } finally {
    if (world.uses.length > 0) await removeNamespace(namespace);
  }
  await Deno.remove(folder, { recursive: true });
}

/** Registers a test on each of the two pure worlds. */
export function testHostile(name: string, work: (target: Target) => Promise<void>): void {
  for (const world of WORLDS.slice(0, 2)) {
    Deno.test({
      name: `${name}, on ${world.name}`,
      ignore: world.ignore,
      // Clients of servers leave timers behind.
      sanitizeOps: world.uses.length === 0,
      sanitizeResources: world.uses.length === 0,
      fn: () => withPipeline(world, work),
    });
  }
}

/** Nothing that is answered at all takes longer. */
export const ANSWER_MS_MAX = 35_000;

const MEMORY_MIB_MAX = 300;

const LINES = 2000;

function makeLines(): string {
  const startMs = Date.UTC(2025, 9, 23);
  const generator = createGenerator({ seed: 1, format: "json", startMs });
  const lines = Array.from({ length: LINES }, (_, i) => `${generator.next(startMs + i * 1000)}\n`);
  return lines.join("");
}

async function hasLines(ask: Target["ask"]): Promise<true | null> {
  const { status, body } = await ask("/api/v1/logs/count");
  return (status === 200 && JSON.parse(body).count === LINES) || null;
}
