import assert from "node:assert/strict";
import { ConfigError, UnavailableError } from "../../core/errors.ts";
import { TestKafka } from "./testing/test_bus.ts";
import { toBusError, toConnectError } from "./translate_error.ts";

const { options } = new TestKafka({ brokers: ["listed:9092"] });

Deno.test("toConnectError names what is to be looked at where a broker cannot be reached", () => {
  const refused = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
  const messageOf = (address: string) => {
    const facts = { address, options, evidence: { error: refused, first: null } };
    const error = toConnectError(refused, facts);
    assert.ok(error instanceof UnavailableError);
    return error.message;
  };
  const listed = 'Cannot connect to Kafka broker "listed:9092": nobody listens there; ';
  assert.equal(messageOf("listed:9092"), `${listed}see KAFKA_BROKERS`);
  assert.match(
    messageOf("other:9092"),
    /there; the brokers advertise this .* advertised.listeners$/,
  );
});

Deno.test("toConnectError and toBusError blame no configuration for an address learned too late", () => {
  const denied = new Deno.errors.NotCapable('Requires net access to "new:9092"');
  const facts = { address: "new:9092", options, evidence: { error: denied, first: null } };
  for (const error of [toConnectError(denied, facts), toBusError(denied, "join a group")]) {
    assert.ok(!(error instanceof ConfigError) && !(error instanceof UnavailableError));
    assert.match(error.message, /^Cannot .*KAFKA_BROKERS.*advertised\.listeners.*"new:9092"/);
  }
});

Deno.test("toBusError finds the brokers' error code in what caused an error", () => {
  const cause = Object.assign(new Error("not authorized"), { code: 30 });
  const error = toBusError(new Error("retries", { cause }), 'belong to Kafka group "g"');
  assert.ok(error instanceof ConfigError);
  assert.match(error.message, /GROUP_AUTHORIZATION_FAILED/);
  assert.ok(toBusError(new Error("broken"), "join") instanceof UnavailableError);
});
