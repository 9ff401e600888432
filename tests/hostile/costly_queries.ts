import assert from "node:assert/strict";
import { openBlockWriter } from "../../adapters/blocks/writer.ts";
import { toDataFiles } from "../../runtime/data_files.ts";
import { toEvent } from "../contract/log_store/case.ts";
import { type ApiProcess, startApi } from "../e2e/api_process.ts";
import { readPeakMib } from "../e2e/read_memory.ts";
import { becomesIdle } from "../e2e/read_cpu.ts";

/** How much to search. */
export interface CostlyOptions {
  /** Of 700 characters each, of long words. */
  readonly events: number;
  /** Whether to wait also until a query is given up. */
  readonly waits: boolean;
}

/**
 * Asks an API over many long messages for what takes as long as can be. What can be answered in time is, the rest
 * is given up; others are answered meanwhile; and what nobody waits for any more is not worked on.
 */
export async function costlyQueries({ events, waits }: CostlyOptions): Promise<void> {
  const dataDir = await Deno.makeTempDir({ prefix: "logflow-costly-" });
  await fill(dataDir, events);
  {
    await using api = await startApi(dataDir);
    for (const q of WILDCARDS) {
      assert.equal(await statusOf(api, { path: "/count", params: { q } }), 200, q);
    }
    await answersOthers(api, "/count", { q: TOO_COSTLY });
    await answersOthers(api, "", { q: `NOT (${TOO_COSTLY})`, limit: "1" });
    await answersOthers(api, "/facets", { q: TOO_COSTLY, fields: "level" });
    await answersOthers(api, "/stats", { q: `${TOO_COSTLY} | stats count() by bin(1m)` });
    await answersOthers(api, "/export", { q: TOO_COSTLY });
    await answersOthers(api, "/tail", { q: TOO_COSTLY, after: "start" });
    if (waits) {
      assert.equal(await statusOf(api, { path: "/count", params: { q: TOO_COSTLY } }), 503);
      await becomesIdle(api.pid);
    }
    const peakMib = await readPeakMib(api.pid);
    assert.ok(peakMib < MEMORY_MIB_MAX, `api had ${peakMib} MiB`);
  }
  await Deno.remove(dataDir, { recursive: true });
}

/** Each word is compared from each of its letters on; none fits, as the b is in front. */
const TOO_COSTLY = Array.from({ length: 25 }, (_, i) => `*a${"?".repeat(100 + i)}b*`).join(" OR ");

const WILDCARDS = [
  "*a*b*c*",
  "*a*b*a*",
  "a*a*a*a*b",
  "?*?*?*?*c",
  "*?a?b?c*",
  `${"*b".repeat(100)}*`,
];

const MEMORY_MIB_MAX = 300;

/** What is asked takes long; so others come first, and when its client goes away, its work ends. */
async function answersOthers(
  api: ApiProcess,
  path: string,
  params: Record<string, string>,
): Promise<void> {
  const client = new AbortController();
  const asked = statusOf(api, { path, params, signal: client.signal }).then((status) =>
    `${path}: ${status}`
  );
  const others = Promise.all([
    statusOf(api, { params: { limit: "1" } }),
    statusOf(api, { path: "/count", params: { q: "level:INFO" } }),
    fetch(`${api.apiUrl}/health`).then(({ body }) => body?.cancel()),
  ]).then(([search, count]) => `${search} ${count}`);
  assert.equal(await Promise.race([asked, others]), "200 200");
  client.abort();
  await assert.rejects(asked);
  await becomesIdle(api.pid);
}

async function statusOf(
  { apiUrl }: ApiProcess,
  { path = "", params, signal = AbortSignal.timeout(ANSWER_MS_MAX) }: Question,
): Promise<number> {
  const url = `${apiUrl}/api/v1/logs${path}?${new URLSearchParams(params)}`;
  const answer = await fetch(url, { signal });
  await answer.text();
  return answer.status;
}

interface Question {
  /** Below `/api/v1/logs`. */
  readonly path?: string;
  readonly params: Record<string, string>;
  readonly signal?: AbortSignal;
}

const ANSWER_MS_MAX = 60_000;

async function fill(dataDir: string, count: number): Promise<void> {
  await using writer = await openBlockWriter({ path: toDataFiles(dataDir).logs, log: assert.fail });
  for (let first = 0; first < count; first += APPENDED) {
    const events = Array.from({ length: Math.min(APPENDED, count - first) }, (_, i) => {
      const word = `b${first + i}${"a".repeat(220)}`;
      return toEvent(first + i, { message: `${word} ${word}x ${word}y end` });
    });
    await writer.append(events, null);
  }
}

const APPENDED = 5000;
