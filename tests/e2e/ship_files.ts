import assert from "node:assert/strict";
import { openBlockReader } from "../../adapters/blocks/reader.ts";
import type { LogDocument } from "../../core/event.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";

/** Files in a folder of their own, shipped by a pipeline of real processes until all is stored. */
export interface ShippedFiles extends AsyncDisposable {
  /** The folder that is shipped; absolute. */
  readonly logs: string;
  readonly pipeline: PipelineProcess;
  /** Events of the file of this name, as the API gives them, in order of their position. */
  eventsOf(name: string): Promise<LogDocument[]>;
  /** All events that match, oldest first. */
  search(query: string): Promise<LogDocument[]>;
  /** Ends the pipeline; asserts that nothing died before and that the store has the events it had. */
  end(): Promise<void>;
}

/** What to ship, and how. */
export interface ShipFilesOptions {
  /** Name to content. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** So many events are to be stored. */
  readonly events: number;
  readonly variables?: Readonly<Record<string, string>>;
  /** Puts into the folder what is no file. */
  readonly prepare?: (logs: string) => void;
  /** As in `PipelineOptions`. */
  readonly launcher?: readonly string[];
}

/** Resolves once as many events as expected are stored. */
export async function shipFiles(options: ShipFilesOptions): Promise<ShippedFiles> {
  const { files, events, prepare, ...rest } = options;
  const folder = await Deno.makeTempDir({ prefix: "logflow-bad-" });
  const logs = `${folder}/logs`;
  Deno.mkdirSync(logs);
  for (const [name, content] of Object.entries(files)) {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    Deno.writeFileSync(`${logs}/${name}`, bytes);
  }
  prepare?.(logs);
  const pipeline = startPipeline({ dataDir: `${folder}/data`, logFiles: [logs], ...rest });
  const dispose = async () => {
    await pipeline[Symbol.asyncDispose]();
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await countReaches(pipeline, events);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    logs,
    pipeline,
    eventsOf: async (name) => {
      const found = await searchAll(pipeline, `file:"${logs}/${name}"`);
      return found.sort((a, b) => a.source.position - b.source.position);
    },
    search: (query) => searchAll(pipeline, query),
    end: () => endWell(pipeline, `${folder}/data/logs.db`, events),
    [Symbol.asyncDispose]: dispose,
  };
}

/** Resolves once the API counts exactly so many events; rejects with what the pipeline printed. */
export async function countReaches(pipeline: PipelineProcess, events: number): Promise<void> {
  let last = -1;
  try {
    await eventually(`${events} events`, async () => {
      const response = await fetch(`${pipeline.apiUrl}/api/v1/logs/count`);
      last = (await response.json()).count;
      return last === events || null;
    }, COUNT_MS);
  } catch (cause) {
    const said = pipeline.output().slice(-4000);
    throw new Error(`${last} events are stored, not ${events}; the pipeline said:\n${said}`, {
      cause,
    });
  }
}

/** Every event that matches, oldest first, page by page. */
export async function searchAll(
  { apiUrl }: PipelineProcess,
  query: string,
): Promise<LogDocument[]> {
  const found: LogDocument[] = [];
  for (let cursor: string | null = "";;) {
    const params = new URLSearchParams({ q: query, order: "oldest", limit: "7" });
    if (cursor !== "") params.set("cursor", cursor);
    const response: Response = await fetch(`${apiUrl}/api/v1/logs?${params}`);
    const page = await response.json();
    assert.equal(response.status, 200, page.detail);
    found.push(...page.events);
    cursor = page.next_cursor;
    if (cursor === null) return found;
  }
}

async function endWell(pipeline: PipelineProcess, path: string, events: number): Promise<void> {
  assert.equal(pipeline.services().size, 4, pipeline.output());
  assert.equal(await pipeline.stop("SIGTERM"), 0, pipeline.output());
  assert.doesNotMatch(pipeline.output(), /starts again/);
  await using reader = await openBlockReader({ path, log: assert.fail });
  assert.equal((await reader.status()).events, events);
}

const COUNT_MS = 30_000;
