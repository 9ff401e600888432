import assert from "node:assert/strict";
import { type Fields, LEVELS, type LogEvent } from "../../../core/event.ts";
import { parseQuery } from "../../../core/query/parse_query.ts";
import { ODD_TEXTS, ODD_VALUES } from "./odd_values.ts";
import {
  type Case,
  openBoth,
  positionsOf,
  readSince,
  searchAll,
  toEvent,
  toFilter,
} from "./case.ts";

/** Events that a store could stumble over: it takes them all, gives them back exactly, and finds them. */
export const oddCases: readonly Case[] = [
  ...roundTrip("every level", LEVELS.map((level, i) => toEvent(i, { level }))),
  ...roundTrip(
    "odd texts",
    ODD_TEXTS.map((text, i) =>
      toEvent(i, {
        message: text,
        service: text.slice(0, 100),
        hostname: text.slice(0, 100),
        file: text.slice(0, 100),
        fields: { [text.slice(0, 100)]: text.slice(0, 2000), text },
      })
    ),
  ),
  ...roundTrip(
    "a field that is number, text and boolean in turn",
    ODD_VALUES.map((value, i) => toEvent(i, { fields: { value, [`only_${i}`]: value } })),
  ),
  ...roundTrip("fields on some events and none on others", [
    toEvent(0),
    toEvent(1, { fields: { a: "x" } }),
    toEvent(2, { fields: { b: 1 } }),
    toEvent(3, { fields: { a: "", b: false } }),
    toEvent(4),
  ]),
  ...roundTrip("awkward names of fields", [
    toEvent(0, {
      fields: JSON.parse(
        '{"__proto__": "p", "constructor": 1, "toString": true, "a.b": 1, "a": 2, "": "e", "1": 1, "level": "l"}',
      ) as Fields,
    }),
  ]),
  ...roundTrip(
    "300 and 5,000 fields",
    [300, 5000].map((count, i) => toEvent(i, { fields: toFields(count, i) })),
  ),
  ...roundTrip("a message of 256 KiB", [toEvent(0, { message: "x y".repeat(87_381) })]),
  {
    name: "searches the first 256 fields of an event and values up to 1,024 characters",
    async run(store) {
      await using opened = await openBoth(store);
      await opened.append([
        toEvent(0, { fields: toFields(5000, 0) }),
        toEvent(1, { fields: { short: "s".repeat(1024), long: "l".repeat(1025) } }),
        toEvent(2, { fields: { f256: "v256", f255: "v255" } }),
      ]);
      for (
        const [query, positions] of [
          ["f255:v255", [0, 20]],
          ["v255", [0, 20]],
          ["_exists_:f255", [0, 20]],
          ["f256:v256", [20]],
          ["v256", [20]],
          ["_exists_:f4999", []],
          ["short:sss*", [10]],
          ["s".repeat(1024), [10]],
          ["_exists_:long", []],
          ["long:lll*", []],
          ["l".repeat(1025), []],
        ] as const
      ) {
        const filter = toFilter({ query: parseQuery(query) });
        assert.deepEqual(positionsOf(await searchAll(opened.reader, { filter })), positions, query);
      }
    },
  },
  {
    name: "keeps thousands of different field names in one append",
    async run(store) {
      await using opened = await openBoth(store);
      const events = Array.from(
        { length: 2000 },
        (_, i) => toEvent(i, { fields: { [`a${i}`]: i, [`b${i}`]: `v${i}`, all: i % 3 === 0 } }),
      );
      await opened.append(events);
      assert.deepEqual(await searchAll(opened.reader), events);
      const filter = toFilter({ query: parseQuery("a1999:1999 OR v7 OR b8:v*") });
      assert.deepEqual(positionsOf(await searchAll(opened.reader, { filter })), [70, 80, 19_990]);
    },
  },
];

/** Stored alone, together, and after a restart the events come back as they were. */
function roundTrip(what: string, events: readonly LogEvent[]): Case[] {
  return [{
    name: `gives back ${what}`,
    async run(store) {
      {
        await using opened = await openBoth(store);
        await opened.append(events.slice(0, 1));
        await opened.append(events);
        assert.deepEqual(await searchAll(opened.reader), events);
      }
      await using opened = await openBoth(store);
      assert.deepEqual((await readSince(opened.reader, "start")).events, events);
    },
  }];
}

function toFields(count: number, salt: number): Fields {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`f${i}`, i % 3 === 2 ? i + salt : `v${i}`]),
  );
}
