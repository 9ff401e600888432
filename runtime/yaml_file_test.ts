import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { parseYaml, YAML_BYTES_MAX, YAML_DEPTH_MAX } from "./yaml_file.ts";

Deno.test("parseYaml gives plain values, and where each stands", () => {
  const text = "rules:\n  - name: a\n    labels: {x: 1, 2: [true, ~]}\n  - &b name: c\nmore: *b\n";
  const { value, faults, placeOf } = parseYaml(text, "r.yaml");
  assert.deepEqual(faults, []);
  const labels = { x: 1, 2: [true, null] };
  assert.deepEqual(value, { rules: [{ name: "a", labels }, { name: "c" }], more: "name" });
  const table: [PropertyKey[], string][] = [
    [[], "1:1"],
    [["rules"], "1:1"],
    [["rules", 0], "2:5"],
    [["rules", 0, "labels"], "3:5"],
    [["rules", 0, "labels", "x"], "3:14"],
    [["rules", 0, "labels", "2", 1], "3:30"],
    [["rules", 0, "query"], "2:5"],
    [["rules", 7, "query"], "1:1"],
    [["nothing"], "1:1"],
    [["more", "deeper"], "5:1"],
  ];
  for (const [keys, place] of table) assert.equal(placeOf(keys), `r.yaml:${place}`, keys.join());
  assert.equal(parseYaml("", "e").value, null);
  assert.equal(parseYaml("", "e").placeOf([0]), "e:1:1");
});

Deno.test("parseYaml finds places behind aliases", () => {
  const { value, placeOf } = parseYaml("a: &a\n  b: 1\nc: *a\n", "r");
  assert.deepEqual(value, { a: { b: 1 }, c: { b: 1 } });
  assert.equal(placeOf(["c", "b"]), "r:2:3");
});

Deno.test("parseYaml tells what it cannot read, and where", () => {
  const table: [string, string][] = [
    ["a: [1\nb: 2", "2:1: cannot be read as YAML: Flow sequence"],
    ["a: 1\nb: 2\na: 3", '3:1: "a" is there already; leave one out'],
    ["a: !x 1", "1:4: cannot be read as YAML: Unresolved tag: !x"],
    ["a: !!binary aGk=", "1:4: cannot be read as YAML: Unresolved tag"],
    ["a: 1\n---\nb: 2", "2:1: another document begins here"],
    ["a: *x", '1:4: there is no anchor "&x" before'],
    ["? [a]\n: 1", "1:3: is no text, as keys are; put it in quotes"],
    ["a:\n\tb: 1", "2:1: cannot be read as YAML: Tabs"],
    ["a: &a [*a]", "1:7: is nested more than 20 deep"],
  ];
  for (const [text, start] of table) {
    const { value, faults } = parseYaml(text, "r");
    assert.equal(value, undefined);
    assert.ok(faults[0]?.startsWith(`r:${start}`), `${faults[0]} for ${text}`);
  }
});

Deno.test("parseYaml is not exhausted by hostile texts", () => {
  const laughs = ["a", "b", "c", "d", "e", "f", "g", "h"].map((name, i, names) => {
    const item = i === 0 ? "x" : `*${names[i - 1]}`;
    return `${name}: &${name} [${Array(9).fill(item).join(",")}]`;
  });
  const table: [string, RegExp][] = [
    [laughs.join("\n"), /has more than 200000 values/],
    [`a: ${"[".repeat(5000)}`, /is nested more than 20 deep/],
    ["- ".repeat(50_000), /is nested more than 20 deep/],
    [`a: ${"[".repeat(YAML_DEPTH_MAX + 1)}${"]".repeat(YAML_DEPTH_MAX + 1)}`, /is nested/],
    ["a: ]\n".repeat(2000), /cannot be read as YAML/],
    ["x".repeat(YAML_BYTES_MAX + 1), /is over 1048576 bytes/],
    [`a: &a 1\nb: [${"*a,".repeat(150_000)}]`, /has more than 200000 values/],
  ];
  for (const [text, problem] of table) {
    const { value, faults } = parseYaml(text, "r");
    assert.equal(value, undefined);
    assert.match(faults[0]!, problem);
    assert.ok(faults.length <= 101);
  }
  const keys = Array.from({ length: 20_000 }, (_, i) => `k${i}: 1`).join("\n");
  assert.equal(Object.keys(parseYaml(keys, "r").value as object).length, 20_000);
  const odd = parseYaml("__proto__: {a: 1}\nconstructor: 2", "r").value as object;
  assert.deepEqual(Object.keys(odd), ["__proto__", "constructor"]);
});

Deno.test("property: parseYaml reads what was written, and throws at nothing", () => {
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(value, (value) => {
    const read = parseYaml(stringify(value, { aliasDuplicateObjects: false }), "r");
    assert.deepEqual(read.faults, []);
    assert.deepEqual(read.value, value);
  }));
  const pieces = fc.constantFrom(
    "a",
    ": ",
    "\n",
    "  ",
    "- ",
    "[",
    "]",
    "{",
    "}",
    "&a ",
    "*a",
    "!",
    '"',
    "|",
    "? ",
  );
  fc.assert(fc.property(fc.array(pieces).map((all) => all.join("")), (text) => {
    const { value, faults, placeOf } = parseYaml(text, "r");
    assert.equal(value === undefined, faults.length > 0);
    assert.match(placeOf(["a", 0, "a"]), /^r:[1-9]\d*:[1-9]\d*$/);
  }));
});
