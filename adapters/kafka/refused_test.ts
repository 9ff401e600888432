import assert from "node:assert/strict";
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
} from "kafkajs";
import { ConfigError } from "../../core/errors.ts";
import { publishLines, startReader } from "../../tests/contract/bus_fixture.ts";
import { canOpenOwnServer, openOwnServer } from "../../tests/stack/own_server.ts";
import { WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { TestKafka } from "./testing/test_bus.ts";

const ignore = !canOpenOwnServer("kafka");
const suffix = ignore ? WITHOUT_SERVERS : "";

/** Everybody may do all but read this. */
async function denyRead(kafka: TestKafka, kind: "TOPIC" | "GROUP", name: string): Promise<void> {
  const acl = (permission: "ALLOW" | "DENY", operation: "ALL" | "READ") => ({
    resourceType: AclResourceTypes[kind],
    resourceName: name,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal: "User:*",
    host: "*",
    operation: AclOperationTypes[operation],
    permissionType: AclPermissionTypes[permission],
  });
  await kafka.admin((admin) =>
    admin.createAcls({ acl: [acl("ALLOW", "ALL"), acl("DENY", "READ")] })
  );
}

Deno.test({
  name: `Bus (kafka) ends a subscription that the brokers' ACLs refuse, with ConfigError${suffix}`,
  ignore,
  fn: async () => {
    const settings = {
      "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
      "allow.everyone.if.no.acl.found": "true",
    };
    await using server = await openOwnServer("kafka", { settings });
    await using kafka = new TestKafka({ brokers: [server.address] });
    await using bus = await kafka.open();
    const isRefused = (error: unknown) => {
      assert.ok(error instanceof ConfigError, String(error));
      assert.match(error.message, /^KAFKA_SASL_USERNAME: Cannot .*ACLs refuse this user/);
      return true;
    };
    await using reader = startReader(bus);
    await using other = startReader(bus, { group: "other", topic: "logs-dead" });
    await publishLines(bus, "a");
    assert.deepEqual(await reader.take(), ["a"]);
    await denyRead(kafka, "TOPIC", kafka.topic); // While it reads.
    await publishLines(bus, "b");
    // The fetch that was under way may have brought it.
    await assert.rejects(reader.next().then(() => reader.next()), isRefused);
    await using late = startReader(bus, { group: "late" }); // Before it reads.
    await assert.rejects(late.next(), isRefused);
    await denyRead(kafka, "GROUP", `${kafka.options.topicPrefix}logflow-other`);
    await assert.rejects(other.next(), isRefused); // While it belongs to the group.
  },
});
