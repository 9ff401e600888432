import assert from "node:assert/strict";
import { UnavailableError } from "../core/errors.ts";
import { publish } from "./publish.ts";

Deno.test("publish tries again what cannot be taken now, slowly what is too large, and nothing else", async () => {
  const errors: Error[] = [
    new UnavailableError("away"),
    new RangeError("Cannot publish: too large"),
  ];
  const pauses: number[] = [];
  const bus = {
    publish: () => {
      const error = errors.shift();
      return error === undefined ? Promise.resolve() : Promise.reject(error);
    },
  };
  const options = {
    signal: new AbortController().signal,
    wait: (ms: number) => Promise.resolve(void pauses.push(ms)),
  };
  await publish(bus, { topic: "logs-raw", batches: [] }, options);
  assert.equal(pauses.length, 2);
  assert.ok(pauses[0]! <= 100);
  assert.equal(pauses[1], 10_000);
  errors.push(new Error("broken"));
  await assert.rejects(publish(bus, { topic: "logs-raw", batches: [] }, options), /broken/);
});
