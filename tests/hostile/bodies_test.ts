import assert from "node:assert/strict";
import { eventually } from "../e2e/eventually.ts";
import { makeBodies } from "./bodies.ts";
import { type Target, testHostile } from "./with_pipeline.ts";

testHostile(
  "the API takes of hostile bodies what is an event, which is stored and found, and no more",
  async ({ ask }) => {
    const odd: string[] = [];
    let expected = await countAll(ask);
    for (const { name, type, body, encoding, status, accepted = 0 } of await makeBodies()) {
      const coded = encoding === undefined ? {} : { "content-encoding": encoding };
      const headers = { "content-type": type, ...coded };
      const got = await ask("/api/v1/logs", { method: "POST", headers, body });
      const taken = got.status === 200 ? JSON.parse(got.body).accepted : 0;
      if (got.status !== status || taken !== accepted) {
        odd.push(`${name}: ${got.status}, ${taken} taken: ${got.body.slice(0, 200)}`);
      }
      expected += taken;
    }
    assert.deepEqual(odd, []);
    await eventually("all that was taken", async () => await countAll(ask) === expected || null);
    await readAll(ask, expected);
  },
);

async function countAll(ask: Target["ask"]): Promise<number> {
  return JSON.parse((await ask("/api/v1/logs/count")).body).count;
}

/** Every event comes, each a document by itself. */
async function readAll(ask: Target["ask"], expected: number): Promise<void> {
  let count = 0;
  for (let cursor: string | null = ""; cursor !== null;) {
    const from = cursor === "" ? "" : `&cursor=${cursor}`;
    const { status, body } = await ask(`/api/v1/logs?limit=1000${from}`);
    assert.equal(status, 200, body.slice(0, 300));
    const page = JSON.parse(body);
    for (const { id, timestamp, message, extra_fields } of page.events) {
      assert.equal(typeof id + typeof timestamp + typeof message, "stringstringstring");
      assert.equal(typeof extra_fields, "object");
    }
    count += page.events.length;
    cursor = page.next_cursor;
  }
  assert.equal(count, expected);
}
