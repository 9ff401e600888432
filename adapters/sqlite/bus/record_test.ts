import assert from "node:assert/strict";
import { encodeRawBatch } from "../../../core/raw_batch_codec.ts";
import { makeBatch } from "../../../tests/contract/make_batch.ts";
import { BatchEncoder } from "./record.ts";

Deno.test("BatchEncoder encodes a batch as encodeRawBatch does, whatever it encoded before", () => {
  const encoder = new BatchEncoder();
  for (const lines of [["a"], ["a longer one", "b"], ["c"], ["d".repeat(2000)], ["e", "f"]]) {
    const batch = makeBatch({ lines });
    assert.deepEqual(encoder.encode(batch), encodeRawBatch(batch));
  }
});
