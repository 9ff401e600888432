import assert from "node:assert/strict";
import { publishLines, startReader, within } from "../../tests/contract/bus_fixture.ts";
import { canOpenOwnServer, openOwnServer } from "../../tests/stack/own_server.ts";
import { WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = !canOpenOwnServer("kafka");
const suffix = ignore ? WITHOUT_SERVERS : "";

Deno.test({
  name: `Bus (kafka) closes though its broker does not answer any more${suffix}`,
  ignore,
  fn: async () => {
    await using server = await openOwnServer("kafka");
    const timeouts = { drainMs: 100, connectMs: 60_000, requestMs: 60_000 };
    const kafka = new TestKafka({ brokers: [server.address], timeouts });
    const bus = await kafka.open();
    const reader = startReader(bus);
    await publishLines(bus, "a");
    const delivery = await reader.next();
    server.pause();
    const ack = delivery.ack();
    const publishing = assert.rejects(publishLines(bus, "b"));
    const late = startReader(bus, { group: "late" });
    const waiting = late.next().catch(() => {});
    await within(Promise.resolve(bus[Symbol.asyncDispose]()));
    await Promise.all([ack, publishing, waiting, reader.stop(), late.stop()]);
  },
});
