import assert from "node:assert/strict";
import { createGenerator } from "../../core/generate.ts";
import { eventually } from "../e2e/eventually.ts";
import { type PipelineProcess, startPipeline } from "../e2e/pipeline_process.ts";
import { readPeakMib } from "../e2e/read_memory.ts";
import { runCli } from "../e2e/run_cli.ts";
import { newNamespace, toServerVariables, type World } from "../e2e/worlds.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";

/** What to try, and for how long. */
export interface FuzzOptions {
  readonly world: World;
  /** Where schemathesis is. */
  readonly folder: string;
  readonly seconds: number;
  /** The same seed tries the same. */
  readonly seed: number;
  /** Whether everybody is asked for a key, and schemathesis has one. */
  readonly keys: boolean;
}

/**
 * Lets schemathesis ask the API of a running pipeline for what its OpenAPI document promises, in all ways that it
 * knows: every answer must be as the document says, what it does not allow is refused, what it allows is accepted,
 * and ids and cursors of answers are used in further requests. No service may end, or take more memory than it may.
 */
export async function fuzzApi(options: FuzzOptions): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-fuzz-" });
  const namespace = newNamespace();
  const given = toServerVariables(options.world, namespace);
  const variables = { ...given, ...options.keys && { API_KEYS: "required" } };
  try {
    await Deno.writeTextFile(`${dataDir}/app.log`, makeLines());
    const logFiles = [`${dataDir}/app.log`];
    const headers = options.keys ? await makeKey(`${dataDir}/data`, variables) : {};
    await using pipeline = startPipeline({ dataDir: `${dataDir}/data`, logFiles, variables });
    await eventually("all lines", () => hasLines(pipeline, headers), 60_000);
    const before = pipeline.services();
    await runSchemathesis(pipeline.apiUrl, { ...options, cwd: dataDir, headers });
    assert.deepEqual(pipeline.services(), before, "a service ended");
    assert.doesNotMatch(pipeline.output(), / ERROR \[/);
    for (const [word, pid] of before) {
      const peakMib = await readPeakMib(pid);
      assert.ok(peakMib < MEMORY_MIB_MAX, `${word} had ${peakMib} MiB`);
    }
    assert.equal(await pipeline.stop(), 0);
  } finally {
    if (options.world.uses.length > 0) await removeNamespace(namespace);
  }
  await Deno.remove(dataDir, { recursive: true });
}

const MEMORY_MIB_MAX = 300;

const LINES = 3000;

function makeLines(): string {
  const startMs = Date.now() - LINES * 1000;
  const generator = createGenerator({ seed: 1, format: "json", startMs });
  const lines = Array.from({ length: LINES }, (_, i) => `${generator.next(startMs + i * 1000)}\n`);
  return lines.join("");
}

/** The headers with an admin's key. */
async function makeKey(dataDir: string, variables: Headers): Promise<Headers> {
  const flags = ["--name", "fuzz", "--scope", "admin", "--data-dir", dataDir];
  await Deno.mkdir(dataDir);
  const { code, stdout, stderr } = await runCli(["key", "create", ...flags], variables);
  assert.equal(code, 0, stderr);
  return { Authorization: `Bearer ${stdout.trim()}` };
}

type Headers = Readonly<Record<string, string>>;

async function hasLines(
  { apiUrl }: PipelineProcess,
  headers: Headers,
): Promise<true | null> {
  const response = await fetch(`${apiUrl}/api/v1/logs/count`, { headers });
  const { count } = await response.json();
  return count === LINES || null;
}

async function runSchemathesis(
  apiUrl: string,
  { folder, seconds, seed, keys, cwd, headers }: FuzzOptions & RunOptions,
): Promise<void> {
  const hooks = new URL(".", import.meta.url).pathname;
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), 1000 * seconds + GRACE_MS);
  const program = new Deno.Command("python3", {
    args: [
      ...["-m", "schemathesis.cli", "run", `${apiUrl}/openapi.json`],
      ...["--checks=all", "--continue-on-failure", `--seed=${seed}`, `--max-time=${seconds}`],
      ...["--generation-database=none", "--no-color", "--warnings=off"],
      ...Object.entries(headers).map(([name, value]) => `--header=${name}: ${value}`),
      "--generation-with-security-parameters=false",
      "--exclude-operation-id=tail", // It never ends; tests/e2e follow it.
      ...keys ? ["--exclude-operation-id=revokeKey"] : [], // Or it would revoke its own.
    ],
    cwd, // It writes what it found there.
    env: {
      PYTHONPATH: `${folder}:${hooks}`,
      PYTHONDONTWRITEBYTECODE: "1",
      SCHEMATHESIS_HOOKS: "hooks",
    },
    signal: late.signal,
    stdin: "null",
  });
  const { code, stdout, stderr } = await program.output().finally(() => clearTimeout(timer));
  const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.equal(code, 0, `schemathesis with seed ${seed} says:\n${said}\n${complained}`);
}

interface RunOptions {
  readonly cwd: string;
  readonly headers: Headers;
}

/** To end what is under way, and to tell. */
const GRACE_MS = 60_000;
