import assert from "node:assert/strict";
import fc from "fast-check";
import { toLower } from "../../core/query/tokens.ts";
import { ByteText, toBytes } from "./byte_text.ts";

const read = (text: ByteText) =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(text.view());

Deno.test("ByteText writes what JSON.stringify, toLower and toString(16) make, whatever its room", () => {
  const texts = fc.array(fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(texts, fc.maxSafeNat(), fc.integer({ min: 1, max: 40 }), (list, n, room) => {
      const text = new ByteText(room);
      let expected = "";
      for (const one of list) {
        text.json(one);
        text.lowerJson(one, toLower);
        text.raw(toBytes("→"));
        text.ascii("ab");
        expected += `${JSON.stringify(one)}${JSON.stringify(toLower(one))}→ab`;
      }
      text.hex(n, 14);
      expected += n.toString(16).padStart(14, "0");
      assert.equal(read(text), expected);
    }),
  );
});

Deno.test("ByteText takes back what stands behind a place", () => {
  const text = new ByteText();
  text.ascii("abc");
  text.cut(1);
  text.json("d");
  assert.equal(read(text), 'a"d"');
  assert.equal(text.length, 4);
});
