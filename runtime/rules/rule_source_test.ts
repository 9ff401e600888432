import assert from "node:assert/strict";
import { openSqliteStateStore } from "../../adapters/sqlite/state_store.ts";
import type { StateValue } from "../../ports/state_store.ts";
import { toNameId } from "../name_id.ts";
import { RuleSource } from "./rule_source.ts";

Deno.test("RuleSource watches files and the state store, and is the same while nothing changes", async () => {
  await using world = await openWorld();
  await world.keep("kept");
  world.write("a.yaml", RULE("one"), RULE("two"));
  const source = world.open();
  const first = await source.read();
  assert.deepEqual(namesOf(first), ["kept", "one", "two"]);
  assert.deepEqual([...first.origins.values()], [
    { type: "threshold", source: `${world.folder}/a.yaml` },
    { type: "threshold", source: `${world.folder}/a.yaml` },
    { type: "absence", source: "api" },
  ]);
  assert.equal(await source.read(), first);
  world.write("b.yml", RULE("three"));
  await world.keep("later");
  assert.deepEqual(namesOf(await source.read()), ["kept", "later", "one", "three", "two"]);
  Deno.removeSync(`${world.folder}/a.yaml`);
  assert.deepEqual(namesOf(await source.read()), ["kept", "later", "three"]);
});

Deno.test("RuleSource goes on with the rules of files as they were when one is faulty, and says so", async () => {
  await using world = await openWorld();
  world.write("a.yaml", RULE("one"));
  const source = world.open();
  await source.read();
  Deno.writeTextFileSync(`${world.folder}/a.yaml`, "rules:\n  - name: one\n    window: long\n");
  const { rules, problems } = await source.read();
  assert.deepEqual(rules.map(({ rule }) => rule.name), ["one"]);
  assert.match(problems[0]!, /a\.yaml:\d+:\d+: /);
  assert.match(problems.at(-1)!, /stay as they were/);
  world.write("a.yaml", RULE("two"));
  const mended = await source.read();
  assert.deepEqual([namesOf(mended), mended.problems], [["two"], []]);
});

Deno.test("RuleSource goes on with the rules of a folder whose files are gone, and says so", async () => {
  await using world = await openWorld();
  world.write("a.yaml", RULE("one"));
  const source = world.open();
  await source.read();
  Deno.removeSync(`${world.folder}/a.yaml`);
  const gone = await source.read();
  assert.deepEqual(namesOf(gone), ["one"]);
  assert.match(gone.problems.join(), /it has no \*\.yaml or \*\.yml; .*stay as they were/);
});

Deno.test("RuleSource takes the rule of a file where a kept one has its name, and leaves out what is not enabled", async () => {
  await using world = await openWorld();
  await world.keep("one");
  world.write("a.yaml", RULE("one"), RULE("off", "enabled: false"));
  const { rules, problems } = await world.open().read();
  assert.equal(rules.length, 1);
  assert.match(problems.join(), /^The kept rule "one" is not watched: a file has one of that name/);
});

function namesOf({ rules }: { readonly rules: readonly { rule: { name: string } }[] }): string[] {
  return rules.map(({ rule }) => rule.name).sort();
}

const RULE = (name: string, more = "enabled: true") =>
  `  - {name: ${name}, type: threshold, query: "*", window: 1m, threshold: 1, ${more}}\n`;

async function openWorld() {
  const folder = await Deno.makeTempDir();
  const state = await openSqliteStateStore({ path: `${folder}/state.db` });
  const input = { type: "absence", query: "*", window: "1m" };
  return {
    folder,
    open: () => new RuleSource(state, [folder]),
    write: (name: string, ...rules: string[]) =>
      Deno.writeTextFileSync(`${folder}/${name}`, `rules:\n${rules.join("")}`),
    keep: async (name: string) =>
      await state.write(`rule/${await toNameId(name)}`, { name, ...input } as StateValue, null),
    async [Symbol.asyncDispose]() {
      await state[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}
