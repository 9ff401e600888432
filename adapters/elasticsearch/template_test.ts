import assert from "node:assert/strict";
import { toEvents } from "../../tests/contract/log_store/case.ts";
import { readStack } from "../../tests/stack/servers.ts";
import { startFaultyServer } from "./testing/faulty_server.ts";
import { makeTestStore, type TestStore } from "./testing/test_store.ts";
import { testOnServer } from "./testing/test_on_server.ts";
import { openElasticWriter } from "./writer.ts";

testOnServer(
  "The index template is installed once, and makes indices as they are to be",
  async () => {
    await using store = makeTestStore({ shards: 2, fieldsMax: 500 });
    await using writer = await openElasticWriter(store.options);
    await writer.append(toEvents(0, 3), null);
    assert.equal(await readVersion(store), 1);
    const name = `${store.options.prefix}2025.10.23`;
    const found = await store.client.send<
      Record<string, { settings: { index: Settings }; aliases: object }>
    >({
      what: "look at the index",
      reads: true,
      method: "GET",
      path: `/${name}`,
    });
    const { settings: { index }, aliases } = found[name]!;
    assert.deepEqual(aliases, { [store.options.alias!]: {} });
    assert.equal(index.number_of_shards, "2");
    assert.equal(index.number_of_replicas, "0");
    assert.equal(index.codec, "best_compression");
    assert.deepEqual(index.mapping.total_fields, {
      limit: "540",
      ignore_dynamic_beyond_limit: "true",
    });
    assert.deepEqual(store.said, []);
  },
);

testOnServer(
  "An older index template is replaced, a newer one stays, and that is said",
  async () => {
    await using store = makeTestStore();
    for (const [version, kept] of [[0, 1], [99, 99]] as const) {
      await store.client.send({
        what: "install a template",
        method: "PUT",
        path: `/_index_template/${store.options.template}`,
        body: {
          index_patterns: [`${store.options.prefix}*.*.*`],
          _meta: { version },
          template: version === 99 ? await readTemplate(store) : {},
        },
      });
      await using writer = await openElasticWriter(store.options);
      await writer.append(toEvents(version, 1), null);
      assert.equal(await readVersion(store), kept);
    }
    assert.match(
      store.said.join("\n"),
      /^The index template "lft-.*" is of a newer LogFlow \(99, this one knows 1\): it stays$/,
    );
  },
);

testOnServer(
  "The index template is installed anew where its settings were changed",
  async () => {
    await using store = makeTestStore({ fieldsMax: 500 });
    let day = 0;
    for (const changes of [{}, { fieldsMax: 600 }, { shards: 3 }]) {
      await using writer = await openElasticWriter({ ...store.options, ...changes });
      await writer.append(toEvents(0, 1, { timestampMs: Date.UTC(2025, 9, ++day) }), null);
    }
    const { settings } = await readTemplate(store) as { settings: { index: Settings } };
    assert.equal(settings.index.number_of_shards, "3");
  },
);

testOnServer(
  "An index made with fewer fields takes no more than that when the limit is raised",
  async () => {
    await using store = makeTestStore({ fieldsMax: 10 });
    const toFields = (from: number) =>
      toEvents(from, 30).map((event, i) => ({ ...event, fields: { [`f${from + i}`]: "x" } }));
    await using before = await openElasticWriter(store.options);
    await before.append(toFields(0), null);
    const refused: string[] = [];
    await using server = startFaultyServer(readStack()!.elasticsearch, async (passing) => {
      const answer = await passing.forward();
      if (answer.status === 400 && passing.path.endsWith("/_mapping")) refused.push(passing.path);
      return answer;
    });
    const raised = { ...store.options, urls: [server.url], fieldsMax: 1000 };
    await using writer = await openElasticWriter(raised);
    assert.equal((await writer.append(toFields(30), null)).stored, 30);
    assert.deepEqual(refused, []);
  },
);

interface Settings {
  readonly number_of_shards: string;
  readonly number_of_replicas: string;
  readonly codec: string;
  readonly mapping: { readonly total_fields: object };
}

interface Found {
  readonly index_templates: readonly [
    { readonly index_template: { readonly _meta: { version: number }; readonly template: object } },
  ];
}

async function readVersion(store: TestStore): Promise<number> {
  return (await find(store))._meta.version;
}

async function readTemplate(store: TestStore): Promise<object> {
  return (await find(store)).template;
}

async function find({ client, options }: TestStore) {
  const path = `/_index_template/${options.template}`;
  const found = await client.send<Found>({
    what: "look at the template",
    reads: true,
    method: "GET",
    path,
  });
  return found.index_templates[0].index_template;
}
