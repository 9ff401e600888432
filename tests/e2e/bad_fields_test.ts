import assert from "node:assert/strict";
import { FIELDS_SEARCHED_MAX, VALUE_SEARCHED_MAX } from "../../core/event.ts";
import { shipFiles, type ShippedFiles } from "./ship_files.ts";

const KEYS = 5000;
const DEPTH = 10_000;
const LONG = "v".repeat(VALUE_SEARCHED_MAX + 1);

const FILES: Readonly<Record<string, string>> = {
  "good.json": lines({ msg: "one", n: 1 }, { msg: "two", n: 2 }),
  "wide.json": lines(Object.fromEntries(range(KEYS).map((i) => [`key_${i}`, i]))),
  "nested.json": lines({ msg: "x", a: { b: { c: 1 } }, "a.b.c": 2, list: [1, { y: 2 }], o: {} }),
  "deep.json": `{"msg":"deep","a":${'{"a":'.repeat(DEPTH)}1${"}".repeat(DEPTH)}}\n` +
    `{"msg":"deep list","a":${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}}\n`,
  "twice.json": `{"msg":"first","msg":"last","x":1,"x":2,"":3,"":4,"nil":null}\n`,
  "mixed.json": lines({ msg: "1", v: 5 }, { msg: "2", v: "five" }, { msg: "3", v: true }) +
    lines({ msg: "4", v: { w: 1 } }, { msg: "5", v: [5] }, { msg: "6", v: null }, {
      msg: "7",
      v: "5",
    }),
  "numbers.json":
    `{"msg":"n","big":9007199254740993,"low":-9007199254740993,"max":9007199254740991,` +
    `"huge":1e400,"tiny":1e-400,"half":0.5,"minus":-0,"list":[9007199254740993]}\n`,
  "years.json": lines({ time: "0001-01-01T00:00:00Z", msg: "first" }) +
    lines({ time: "9999-12-31T23:59:59.999Z", msg: "last" }, { time: "10000-01-01", msg: "after" }),
  "years.log": "0001-01-01 00:00:00 INFO [years] first\n9999-12-31 23:59:59 INFO [years] last\n",
  "names.json":
    `{"msg":"n","__proto__":1,"constructor":2,"toString":3,"a b":4,"é\\u0000":5,"\\ud800":"\\udc00"}\n`,
  "long.json": lines({ msg: "n", long: LONG, ["k".repeat(2000)]: 1 }),
  "known.json": lines({
    msg: 5,
    level: { a: 1 },
    service: 7,
    host: "",
    time: "soon",
    text: "used",
  }),
  "torn.json": lines({ msg: "a" }, { msg: "b" }, { msg: "c" }, { msg: "d" }) +
    `{"msg":"torn","n":\n[1,2]\n"text"\n{"msg":"e"}\n{"msg":"x"} y\n`,
};

const EVENTS = 2 + 1 + 1 + 2 + 1 + 7 + 1 + 3 + 2 + 1 + 1 + 1 + 9;

/** What each file becomes; what throws is wrong. */
const CASES: Readonly<Record<string, (files: ShippedFiles) => Promise<void>>> = {
  async "5,000 keys"(files) {
    const fields = await onlyFields(files, "wide.json");
    assert.deepEqual(Object.entries(fields), range(KEYS).map((i) => [`key_${i}`, i]));
    const last = FIELDS_SEARCHED_MAX - 1;
    assert.equal((await files.search(`key_${last}:${last}`)).length, 1);
    assert.equal((await files.search(`key_${last + 1}:${last + 1}`)).length, 0);
  },
  async "nested keys"(files) {
    const fields = await onlyFields(files, "nested.json");
    const expected = { "a.b.c": 1, "a.b.c_2": 2, list: '[1,{"y":2}]', o: "{}" };
    assert.deepEqual(fields, expected);
    assert.equal((await files.search("a.b.c:1 a.b.c_2:2")).length, 1);
  },
  async "objects and lists nested 10,000 deep"(files) {
    const [object, list] = await files.eventsOf("deep.json");
    const rest = `${'{"a":'.repeat(DEPTH - 63)}1${"}".repeat(DEPTH - 63)}`;
    assert.deepEqual(object!.extra_fields, { ["a" + ".a".repeat(63)]: rest });
    assert.deepEqual(list!.extra_fields, { a: "[".repeat(DEPTH) + "]".repeat(DEPTH) });
  },
  async "duplicate keys, of which the last wins"(files) {
    const [event] = await files.eventsOf("twice.json");
    assert.deepEqual([event!.message, event!.extra_fields], ["last", { x: 2, _: 4 }]);
  },
  async "a field that is number, text and boolean in turn"(files) {
    const values = (await files.eventsOf("mixed.json")).map(({ extra_fields }) => extra_fields);
    const expected = [{ v: 5 }, { v: "five" }, { v: true }, { "v.w": 1 }, { v: "[5]" }, {}, {
      v: "5",
    }];
    assert.deepEqual(values, expected);
    for (
      const [query, messages] of [["v:5", "17"], ["v:five", "2"], ["v:true", "3"], [
        "_exists_:v",
        "12357",
      ]]
    ) {
      const found = (await files.search(query!)).map(({ message }) => message).sort();
      assert.equal(found.join(""), messages, query);
    }
  },
  async "numbers beyond 2^53"(files) {
    assert.deepEqual(await onlyFields(files, "numbers.json"), {
      big: "9007199254740993",
      low: "-9007199254740993",
      max: 9007199254740991,
      huge: "1e400",
      tiny: 0,
      half: 0.5,
      minus: 0,
      list: "[9007199254740993]",
    });
    assert.equal((await files.search("big:9007199254740993")).length, 1);
    assert.equal((await files.search("big:9007199254740992")).length, 0);
  },
  async "the years 1 and 9999"(files) {
    for (const name of ["years.json", "years.log"]) {
      const times = (await files.eventsOf(name)).slice(0, 2).map(({ timestamp }) => timestamp);
      assert.equal(times[0], "0001-01-01T00:00:00.000Z");
      assert.match(times[1]!, /^9999-12-31T23:59:59\.(000|999)Z$/);
    }
    const [oldest] = await files.search("");
    assert.equal(oldest!.timestamp, "0001-01-01T00:00:00.000Z");
    assert.equal((await files.search("")).at(-1)!.timestamp, "9999-12-31T23:59:59.999Z");
    const after = (await files.eventsOf("years.json"))[2]!;
    assert.deepEqual(after.extra_fields, { time: "10000-01-01" });
    const from = `${files.pipeline.apiUrl}/api/v1/logs/count?from=9999-12-31T23:59:59Z`;
    assert.equal((await (await fetch(from)).json()).count, 2);
  },
  async "odd names"(files) {
    const fields = await onlyFields(files, "names.json");
    const names = ["__proto__", "constructor", "toString", "a b", "é\0", "\ufffd"];
    assert.deepEqual(Object.keys(fields), names);
    assert.deepEqual(Object.values(fields), [1, 2, 3, 4, 5, "\ufffd"]);
  },
  async "long names and values"(files) {
    const fields = await onlyFields(files, "long.json");
    assert.deepEqual(fields, { long: LONG, ["k".repeat(2000)]: 1 });
  },
  async "known names with values that cannot be used"(files) {
    const [event] = await files.eventsOf("known.json");
    const { message, level, service, extra_fields } = event!;
    assert.deepEqual([message, level, service], ["used", "UNKNOWN", "known"]);
    assert.deepEqual(extra_fields, { msg: 5, "level.a": 1, service: 7, host: "", time: "soon" });
  },
  async "lines that are no JSON object among those that are"(files) {
    const messages = (await files.eventsOf("torn.json")).map(({ message }) => message);
    const odd = ['{"msg":"torn","n":', "[1,2]", '"text"', "e", '{"msg":"x"} y'];
    assert.deepEqual(messages, ["a", "b", "c", "d", ...odd]);
  },
  async "good lines beside all that"(files) {
    const fields = (await files.eventsOf("good.json")).map(({ extra_fields }) => extra_fields);
    assert.deepEqual(fields, [{ n: 1 }, { n: 2 }]);
  },
};

Deno.test("pipeline keeps fields whole, however bad they are", async (t) => {
  const variables = { LOGFLOW_TIME_ZONE: "UTC" };
  await using files = await shipFiles({ files: FILES, events: EVENTS, variables });
  for (const [name, check] of Object.entries(CASES)) await t.step(name, () => check(files));
  await files.end();
});

async function onlyFields(files: ShippedFiles, name: string) {
  const events = await files.eventsOf(name);
  assert.equal(events.length, 1);
  return events[0]!.extra_fields;
}

function lines(...objects: readonly object[]): string {
  return objects.map((object) => `${JSON.stringify(object)}\n`).join("");
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}
