import assert from "node:assert/strict";
import type { LogDocument } from "../../core/event.ts";
import { dataOf, type Message, MessageReader } from "../../services/api/testing_stream.ts";
import { removeNamespace } from "../stack/remove_namespace.ts";
import { eventually } from "./eventually.ts";
import { type PipelineProcess, startPipeline } from "./pipeline_process.ts";
import { readPeakMib } from "./read_memory.ts";
import { countReaches } from "./ship_files.ts";
import { newNamespace, toServerVariables, type World, WORLDS } from "./worlds.ts";

for (const world of WORLDS.slice(0, 2)) {
  test("tail goes on exactly where it was, whatever ends it", world, async (pipeline, append) => {
    append(0, 3000);
    await countReaches(pipeline, 3000);
    const given: Message[] = [];
    for (let id = "start", count = 1; given.length < 3000; count *= 3) {
      await using messages = new MessageReader(await tail(pipeline, id));
      given.push(...await messages.events(Math.min(count, 3000 - given.length)));
      id = given.at(-1)!.id;
    }
    assert.deepEqual(numbersOf(given), numbers(0, 3000), "in the order of the file");
    const live = new MessageReader(await tail(pipeline));
    const { id } = (await live.next())!;
    append(3000, 3100);
    assert.deepEqual(numbersOf(await live.events(50)), numbers(3000, 3050));
    Deno.kill(pipeline.services().get("api")!, "SIGKILL");
    await assert.rejects(live.events(100));
    const answer = await eventually("api to be back", () => tail(pipeline, id));
    await using messages = new MessageReader(answer);
    assert.deepEqual(numbersOf(await messages.events(100)), numbers(3000, 3100));
  });

  test("export gives all, DELETE leaves nothing", world, async (pipeline, append) => {
    append(0, 5000);
    await countReaches(pipeline, 5000);
    const url = `${pipeline.apiUrl}/api/v1/logs`;
    const lines = (await (await fetch(`${url}/export`)).text()).trimEnd().split("\n");
    const documents = lines.map((line): LogDocument => JSON.parse(line));
    assert.deepEqual(documents.map(toNumber).sort(byNumber), numbers(0, 5000));
    const csv = await (await fetch(`${url}/export?format=csv&q=message:4711`)).text();
    assert.match(csv, /^id,.*\r\n.*,line 4711,\{\}\r\n$/);
    const answer = await fetch(`${url}?before=now`, { method: "DELETE" });
    assert.equal(answer.status, 200);
    const { removed, kept } = await answer.json();
    assert.deepEqual([removed, kept], [5000, 0]);
    assert.equal((await (await fetch(`${url}/count`)).json()).count, 0);
    append(5000, 5010);
    await countReaches(pipeline, 10);
  });
}

test(
  "tail lets a slow client fall behind, tells it, and holds nobody up",
  WORLDS[0]!,
  async (pipeline, append) => {
    const count = 20_000;
    const slow = new MessageReader(await tail(pipeline));
    const fast = new MessageReader(await tail(pipeline));
    assert.equal((await slow.next())!.event, "ready");
    append(0, count, "x".repeat(1500));
    const startMs = Date.now();
    assert.deepEqual(numbersOf(await fast.events(count)), numbers(0, count));
    await eventually("the client to be slow", () => Date.now() > startMs + 12_000 || null);
    let given = 0;
    let message = (await slow.next())!;
    for (; message.event === "log"; message = (await slow.next())!) given++;
    assert.equal(message.event, "missed");
    assert.ok(given > 0 && given < count, `${given} events were on their way`);
    assert.deepEqual(JSON.parse(message.data!), { count: count - given });
    append(count, count + 3);
    for (const client of [slow, fast]) {
      assert.deepEqual(numbersOf(await client.events(3)), numbers(count, count + 3));
      await client[Symbol.asyncDispose]();
    }
    const peakMib = await readPeakMib(pipeline.services().get("api")!);
    assert.ok(peakMib < 250, `api had ${peakMib} MiB`);
  },
);

type Append = (from: number, to: number, rest?: string) => void;

function test(
  name: string,
  world: World,
  run: (pipeline: PipelineProcess, append: Append) => Promise<void>,
): void {
  const isAlone = world.uses.length === 0; // Who removes a namespace leaves timers behind.
  Deno.test({
    name: `${name}, on ${world.name}`,
    ignore: world.ignore,
    sanitizeOps: isAlone,
    sanitizeResources: isAlone,
    async fn() {
      const folder = await Deno.makeTempDir({ prefix: "logflow-streams-" });
      const namespace = newNamespace();
      const file = `${folder}/app.log`;
      Deno.writeTextFileSync(file, "");
      const append: Append = (from, to, rest = "") => {
        const time = new Date().toISOString().slice(0, 19).replace("T", " ");
        const lines = numbers(from, to).map((i) =>
          `${time} INFO [shop] line ${i}${rest && " "}${rest}\n`
        );
        Deno.writeTextFileSync(file, lines.join(""), { append: true });
      };
      const variables = { ...toServerVariables(world, namespace), LOGFLOW_TIME_ZONE: "UTC" };
      try {
        const dataDir = `${folder}/data`;
        await using pipeline = startPipeline({ dataDir, logFiles: [file], variables });
        await countReaches(pipeline, 0);
        await run(pipeline, append);
        assert.equal(await pipeline.stop(), 0, pipeline.output());
      } finally {
        if (!isAlone) await removeNamespace(namespace);
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

/** Behind an id, which may be `start`; from now on where there is none. */
async function tail({ apiUrl }: PipelineProcess, id?: string): Promise<Response> {
  const headers: HeadersInit = id === undefined ? {} : { "last-event-id": id };
  const answer = await fetch(`${apiUrl}/api/v1/logs/tail`, { headers });
  assert.equal(answer.status, 200);
  return answer;
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function numbersOf(messages: readonly Message[]): number[] {
  return dataOf(messages).map(toNumber);
}

function toNumber({ message }: LogDocument): number {
  return Number(/^line (\d+)/.exec(message)![1]);
}

function byNumber(a: number, b: number): number {
  return a - b;
}
