/** A body to push, and what becomes of it. */
export interface HostileBody {
  readonly name: string;
  readonly type: "application/json" | "application/x-ndjson" | "text/plain";
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly encoding?: string;
  readonly status: number;
  /** Events that are taken; 0 unless given. */
  readonly accepted?: number;
}

const [JSON_TYPE, LINES, TEXT] = [
  "application/json",
  "application/x-ndjson",
  "text/plain",
] as const;

/** Bodies that are refused, or taken as far as they are events, at once. */
export async function makeBodies(): Promise<HostileBody[]> {
  const bomb = await gzip(zeros(300));
  const few = await gzip([new TextEncoder().encode('{"a":1}')]);
  const gzipped = { encoding: "gzip", type: JSON_TYPE } as const;
  return [
    { ...gzipped, name: "300 MB as 300 KB of gzip", body: bomb, status: 413 },
    { ...gzipped, name: "the same as text", type: TEXT, body: bomb, status: 413 },
    { ...gzipped, name: "gzip in gzip", body: await gzip([bomb]), status: 400 },
    { ...gzipped, name: "two members", body: concat(few, bomb), status: 400 },
    { ...gzipped, name: "a cut member", body: bomb.slice(0, 1000), status: 400 },
    { ...gzipped, name: "no gzip", body: "{}", status: 400 },
    { ...gzipped, name: "two encodings", encoding: "gzip, gzip", body: few, status: 415 },
    { type: JSON_TYPE, name: "65 MB", body: new Uint8Array(65 * MIB).fill(32), status: 413 },
    { type: JSON_TYPE, name: "too many items", body: `[${"{},".repeat(1e5)}{}]`, status: 413 },
    { type: LINES, name: "too many lines", body: "{}\n".repeat(100_001), status: 413 },
    { type: TEXT, name: "one line of 20 MB", body: "a".repeat(20e6), status: 200, accepted: 77 },
    ...toNested(),
    ...ODD_OBJECTS.map((object) => ({
      ...{ type: LINES, name: object.slice(0, 60), body: object, status: 200, accepted: 1 },
    })),
  ];
}

function toNested(): HostileBody[] {
  const deep = 100_000;
  const objects = 30_000; // So that it is within the limit of an event.
  return [
    { type: JSON_TYPE, name: "deep arrays", body: nest(deep, "[", "]"), status: 200 },
    { type: JSON_TYPE, name: "arrays that do not end", body: "[".repeat(deep), status: 400 },
    { type: LINES, name: "deep arrays in a line", body: nest(deep, "[", "]"), status: 200 },
    {
      ...{ type: LINES, name: "deep objects", status: 200, accepted: 1 },
      body: nest(objects, '{"a":', "}").replace(":}", ":1}"),
    },
    {
      ...{ type: LINES, name: "deep arrays in an object", status: 200, accepted: 1 },
      body: `{"a":${nest(deep, "[", "]")}}`,
    },
    {
      ...{ type: LINES, name: "20,000 fields", status: 200, accepted: 1 },
      body: JSON.stringify(Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [i, i]))),
    },
    {
      ...{ type: LINES, name: "a name of 200 KB", status: 200, accepted: 1 },
      body: JSON.stringify({ ["n".repeat(200_000)]: 1 }),
    },
  ];
}

/** What a JSON object may have that objects of a program should not. */
const ODD_OBJECTS: readonly string[] = [
  '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
  '{"__proto__": null, "toString": "x", "hasOwnProperty": 1, "valueOf": {"a": 1}}',
  '{"level": "INFO", "level": "ERROR", "message": "one", "message": "two"}',
  '{"n": 1e999, "m": -1e999, "small": 1e-999}',
  `{"n": ${"9".repeat(100_000)}}`,
  '{"n": 9007199254740993, "z": -0, "e": 1E+2}',
  '{"message": "\\ud800 alone, \\udc00\\ud800", "\\udfff": "x"}',
  '{"message": "\\u0000\\u001b[2J\\u0007", "\\u0000": 1}',
  '{"timestamp": 1e300, "time": "9999-99-99T99:99:99Z", "@timestamp": -8640000000000001}',
  '{"timestamp": "+275760-09-13T00:00:00.000Z"}',
  '{"timestamp": {"__proto__": []}, "level": [], "service": {}, "message": null}',
  '{"message": ["a", {"b": [[]]}], "level": 1e9, "service": false}',
  '{"": "", " ": " ", ".": ".", "a.b": 1, "a": {"b": 2}, "extra_fields.level": 1}',
  '{"id": "x", "origin": "y", "position": "z", "source": {"file": 1}, "ingested_at": true}',
];

function nest(depth: number, open: string, close: string): string {
  return open.repeat(depth) + close.repeat(depth);
}

function* zeros(mib: number): Iterable<Uint8Array<ArrayBuffer>> {
  for (let i = 0; i < mib; i++) yield new Uint8Array(MIB);
}

async function gzip(parts: Iterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array<ArrayBuffer>> {
  const packed = ReadableStream.from(parts).pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

function concat(...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

const MIB = 1024 * 1024;
