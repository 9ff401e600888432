import assert from "node:assert/strict";
import { errors } from "@elastic/elasticsearch";
import { UnavailableError } from "../../core/errors.ts";
import { ElasticClient } from "./client.ts";
import { toSettings } from "./options.ts";
import { startFaultyServer, toAnswer, toLostAnswer } from "./testing/faulty_server.ts";

const SERVER = { version: { number: "8.19.0", build_flavor: "default" } };

Deno.test("ElasticClient holds neither a copy of what it sent nor its key in an error", async () => {
  await using server = startFaultyServer(
    "http://127.0.0.1:1",
    ({ path }) => path === "/" ? toAnswer(SERVER) : toLostAnswer(),
  );
  await using client = new ElasticClient(toSettings({
    urls: [server.url],
    auth: { apiKey: "c2VjcmV0OmtleQ==" },
    ca: null,
    prefix: "logs-",
    alias: "logs",
    template: "logflow",
    state: "state",
    replicas: 0,
    log() {},
  }));
  const lines = new TextEncoder().encode("{}\n");
  const sent = client.send({ what: "append", method: "POST", path: "/_bulk", lines });
  const error = await sent.then(() => assert.fail("it was taken"), (error) => error);
  assert(error instanceof UnavailableError);
  assert(error.cause instanceof errors.ResponseError);
  assert.ok(!Deno.inspect(error, { depth: 50 }).includes("c2VjcmV0"));
  const { body } = error.cause.meta.meta.request.params;
  assert.equal((body as unknown as Buffer).buffer, lines.buffer);
});
