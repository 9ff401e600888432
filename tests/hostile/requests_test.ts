import assert from "node:assert/strict";
import { within } from "../../runtime/within.ts";
import { exchange } from "../e2e/exchange.ts";
import { toRequests } from "./requests.ts";
import { ANSWER_MS_MAX, testHostile } from "./with_pipeline.ts";

testHostile(
  "the API answers hostile requests, each by itself, in bounded time and memory",
  async ({ port }) => {
    const odd: string[] = [];
    for (const { name, text, answer } of toRequests(port)) {
      const got = await within(ANSWER_MS_MAX, exchange(port, text), "nothing in time");
      if (!answer.test(got)) odd.push(`${name}: ${JSON.stringify(got.slice(0, 300))}`);
      assert.ok(got.length < 1e6, name);
      assert.doesNotMatch(got, /^set-cookie|^x: ?y/im, name);
      assert.doesNotMatch(got, /passwd:|root:/, name);
    }
    assert.deepEqual(odd, []);
  },
);

testHostile("the API answers many hostile requests at once", async ({ port, ask }) => {
  const requests = [...toRequests(port), ...toRequests(port), ...toRequests(port)];
  const answers = requests.map(({ text }) => exchange(port, text));
  assert.equal((await ask("/health")).status, 200);
  const got = await within(ANSWER_MS_MAX, Promise.all(answers), []);
  assert.equal(got.length, requests.length);
  for (const [i, text] of got.entries()) {
    // Where too much is asked at once, that is said.
    assert.match(text, /^$|^HTTP\/1.1 [234]\d\d |^HTTP\/1.1 503 /, requests[i]!.name);
  }
});
