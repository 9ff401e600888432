import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import type { Bus } from "../../ports/bus.ts";
import { retry } from "../../runtime/retry.ts";
import { type Wait, wait } from "../../runtime/wait.ts";
import {
  publishLines,
  type Reader,
  startReader,
  takeLines,
  textsOf,
} from "../../tests/contract/bus_fixture.ts";
import { canOpenOwnServer, openOwnServer } from "../../tests/stack/own_server.ts";
import { WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = !canOpenOwnServer("kafka");
const suffix = ignore ? WITHOUT_SERVERS : "";

/** Until the broker is back. */
async function surely(work: () => Promise<void>): Promise<void> {
  const soon: Wait = (ms, signal) => wait(Math.min(ms, 200), signal);
  await retry(work, { signal: AbortSignal.timeout(60_000), wait: soon });
}

async function publishSurely(bus: Bus, line: string): Promise<void> {
  await surely(() => publishLines(bus, line));
}

/** Acknowledges until this line came; repeats are left out, as a store does. */
async function takeTo(reader: Reader, last: string): Promise<string[]> {
  const got = new Set<string>();
  while (!got.has(last)) {
    const delivery = await reader.next();
    for (const text of textsOf(delivery)) got.add(text);
    await surely(() => delivery.ack());
  }
  return [...got];
}

Deno.test({
  name: `Bus (kafka) goes on after its broker was stopped, killed, or away at the start${suffix}`,
  ignore,
  fn: async (t) => {
    // A killed broker may come back once its controller has given it up.
    const settings = { "broker.session.timeout.ms": "2000", "broker.heartbeat.interval.ms": "300" };
    await using server = await openOwnServer("kafka", { settings });
    const log: string[] = [];
    const timeouts = { drainMs: 20, sessionMs: 6000, connectMs: 2000, requestMs: 5000 };
    const options = { brokers: [server.address], log: (line: string) => log.push(line), timeouts };
    const kafka = new TestKafka(options);
    await server.stop();
    await using bus = await kafka.open();

    await t.step(
      "opens while it is away, says so once, and refuses until it is there",
      async () => {
        assert.match(
          log.join("\n"),
          /^Kafka cannot be used yet, it is tried again: Cannot connect/,
        );
        await assert.rejects(publishLines(bus, "early"), UnavailableError);
        await assert.rejects(bus.read("logs-raw", [], 1), UnavailableError);
        await assert.rejects(bus.status("logs-raw"), UnavailableError);
      },
    );

    await using reader = startReader(bus);
    await server.start();

    await t.step("creates its topics then", async () => {
      await publishSurely(bus, "0");
      assert.deepEqual(await takeLines(reader, 1), ["0"]);
    });

    let sent = 1;
    for (const [end, ended] of [["stop", "stopped"], ["kill", "killed"]] as const) {
      await t.step(`loses nothing when it is ${ended}`, async () => {
        const expected = Array.from({ length: 8 }, (_, i) => `${sent + i}`);
        for (const line of expected.slice(0, 3)) await publishLines(bus, line);
        const got = takeTo(reader, expected.at(-1)!);
        await server[end]();
        const started = server.start();
        for (const line of expected.slice(3)) await publishSurely(bus, line);
        await started;
        assert.deepEqual(await got, expected);
        sent += expected.length;
        assert.equal((await bus.status("logs-raw")).groups[0]!.lag, 0);
      });
    }

    await t.step("tells what happened without the noise of the client", () => {
      assert.match(log.shift()!, /^Kafka cannot be used yet/);
      assert.ok(log.length >= 6 && log.length < 20, log.join("\n"));
      for (const [i, line] of log.entries()) {
        const isOver = /^Kafka topic ".*" is read again$/.test(line);
        assert.equal(isOver, i % 2 === 1, log.join("\n"));
        assert.ok(isOver || /^Cannot read Kafka topic ".*", it is tried again: Cannot /.test(line));
      }
    });
  },
});
