import assert from "node:assert/strict";
import { NEVER, openReceiver } from "../runtime/notices/testing.ts";
import { openReceivers } from "./open_receivers.ts";

Deno.test("openReceivers: a heartbeat says whether all is well, and what is not", async () => {
  await using stack = new AsyncDisposableStack();
  const server = stack.use(await openReceiver((response) => response.end()));
  const path = await Deno.makeTempFile({ suffix: ".yaml" });
  stack.defer(() => Deno.remove(path));
  const heartbeat = { url: `${server.url}/beat`, interval: "30s" };
  await Deno.writeTextFile(path, JSON.stringify({ receivers: [], heartbeat }));
  const opened = await openReceivers(path, stack, assert.fail);
  assert.equal(opened.heartbeat!.intervalMs, 30_000);
  await opened.heartbeat!.beat(null, NEVER);
  await opened.heartbeat!.beat("a rule names nobody", NEVER);
  assert.deepEqual(server.asked.map(({ body }) => JSON.parse(body)), [
    { service: "logflow alert", status: "well", problem: null },
    { service: "logflow alert", status: "troubled", problem: "a rule names nobody" },
  ]);
  assert.deepEqual(await openReceivers(null, stack, assert.fail), {
    receivers: new Map(),
    heartbeat: null,
  });
});
