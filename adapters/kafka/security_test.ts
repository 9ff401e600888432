import assert from "node:assert/strict";
import { ConfigError } from "../../core/errors.ts";
import { startReader } from "../../tests/contract/bus_fixture.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { canOpenOwnServer, makeCertificate, openOwnServer } from "../../tests/stack/own_server.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { findBrokers } from "./find_brokers.ts";
import type { KafkaOptions } from "./options.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = readStack() === null || !canOpenOwnServer("kafka");
const suffix = ignore ? WITHOUT_SERVERS : "";

/** The fault of the configuration that opening tells. */
async function faultOf(options: Partial<KafkaOptions>): Promise<string> {
  const timeouts = { connectMs: 5000, requestMs: 5000 };
  try {
    await (await new TestKafka({ ...options, timeouts }).open())[Symbol.asyncDispose]();
    return "none";
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    const text = `${error.message} ${JSON.stringify(error)} ${Deno.inspect(error.cause)}`;
    assert.ok(!/secret|wrong-one/.test(text), text);
    return error.message;
  }
}

/** Publishes and takes one line. */
async function useBus(options: Partial<KafkaOptions>): Promise<void> {
  await using kafka = new TestKafka(options);
  await using bus = await kafka.open();
  await bus.publish("logs-raw", [makeBatch({ lines: ["a"] })]);
  await using reader = startReader(bus);
  assert.deepEqual(await reader.take(), ["a"]);
  assert.deepEqual(await findBrokers(kafka.options), options.brokers);
}

const LOGIN = { username: "logflow", password: "secret-1" };

Deno.test({
  name: `Bus (kafka) logs in, trusts a CA, and names the variable that is wrong${suffix}`,
  ignore,
  fn: async (t) => {
    const folder = await Deno.makeTempDir();
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const certificate = await makeCertificate(folder);
    const options = { password: LOGIN.password, tls: certificate };
    const server = stack.use(await openOwnServer("kafka", options));
    const brokers = [server.address];
    const tls = { ca: await Deno.readTextFile(certificate.ca) };
    const sasl = { mechanism: "plain", ...LOGIN } as const;

    for (const mechanism of ["plain", "scram-sha-256", "scram-sha-512"] as const) {
      await t.step(`works with TLS and ${mechanism}`, async () => {
        await useBus({ brokers, tls, sasl: { ...sasl, mechanism } });
      });
      await t.step(`names the password of ${mechanism}`, async () => {
        const wrong = { ...sasl, mechanism, password: "wrong-one" };
        assert.match(
          await faultOf({ brokers, tls, sasl: wrong }),
          /^KAFKA_SASL_PASSWORD: .*"logflow"/,
        );
      });
    }
    await t.step("names the login that is missing", async () => {
      assert.match(
        await faultOf({ brokers, tls, sasl: null }),
        /^KAFKA_SASL_MECHANISM: .*hangs up/,
      );
    });
    await t.step("names TLS that is missing", async () => {
      assert.match(await faultOf({ brokers, tls: null, sasl }), /^KAFKA_TLS: .*wants TLS/);
    });
    await t.step("names a CA that is missing or another", async () => {
      assert.match(await faultOf({ brokers, tls: { ca: null }, sasl }), /^KAFKA_CA: /);
      const other = await makeCertificate(`${folder}/other`);
      const ca = await Deno.readTextFile(other.ca);
      assert.match(await faultOf({ brokers, tls: { ca }, sasl }), /^KAFKA_CA: /);
    });

    const listed = [readStack()!.kafka];
    await t.step("names TLS that is too much", async () => {
      assert.match(
        await faultOf({ brokers: listed, tls, sasl: null }),
        /^KAFKA_TLS: .*turn it off/,
      );
    });
    await t.step("names a login that is too much", async () => {
      assert.match(await faultOf({ brokers: listed, tls: null, sasl }), /^KAFKA_SASL_MECHANISM: /);
    });
  },
});

Deno.test({
  name:
    `Bus (kafka) ends where it may not reach what the brokers advertise, to be started anew${suffix}`,
  ignore,
  fn: async () => {
    const { options } = new TestKafka();
    const brokers = [options.brokers[0]!.replace("127.0.0.1", "localhost")];
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-q", "--no-prompt", "--ignore-env", `--allow-net=${brokers}`],
        new URL("testing/open_bus.ts", import.meta.url).href,
        JSON.stringify({ ...options, brokers }),
      ],
    }).output();
    assert.equal(code, 0);
    assert.match(
      new TextDecoder().decode(stdout),
      /^Error Cannot .*the brokers advertise an address .*KAFKA_BROKERS.*"127\.0\.0\.1:\d+"/,
    );
  },
});
