import assert from "node:assert/strict";
import { findUnknownReceivers, readRuleFiles } from "./read_rule_files.ts";

function toText(...names: string[]): string {
  const rules = names.map((name) => `- {name: ${name}, query: a, type: absence, window: 5m}`);
  return `rules:\n${rules.join("\n")}\n`;
}

async function withFolder(work: (folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readRuleFiles reads files, folders and globs, each file once and sorted", () =>
  withFolder((folder) => {
    Deno.mkdirSync(`${folder}/a/deep`, { recursive: true });
    Deno.mkdirSync(`${folder}/none.yaml`);
    const files = ["b.yaml", "a/2.yml", "a/1.yaml", "a/.hidden.yaml", "a/read.me", "a/deep/3.yaml"];
    files.forEach((path, i) => Deno.writeTextFileSync(`${folder}/${path}`, toText(`r${i}`)));
    const read = (...patterns: string[]) => {
      const { files, rules, faults } = readRuleFiles(
        patterns.map((pattern) => `${folder}/${pattern}`),
      );
      assert.deepEqual(faults, []);
      assert.equal(files.length, rules.length);
      return files.map(({ path }) => path.slice(folder.length + 1));
    };
    assert.deepEqual(read("b.yaml", "a"), ["a/1.yaml", "a/2.yml", "b.yaml"]);
    assert.deepEqual(read("a/"), ["a/1.yaml", "a/2.yml"]);
    assert.deepEqual(read("a/1.yaml", "a", "*/1.yaml"), ["a/1.yaml", "a/2.yml"]);
    assert.deepEqual(read("**/*.yaml"), ["a/1.yaml", "a/deep/3.yaml", "b.yaml"]);
    assert.deepEqual(read("{b,c}.yaml"), ["b.yaml"]);
    assert.deepEqual(read("a/deep"), ["a/deep/3.yaml"]);
    assert.deepEqual(readRuleFiles([]), { files: [], rules: [], faults: [] });
  }));

Deno.test("readRuleFiles names a folder without files of rules, which would be no rules without a word", () =>
  withFolder((folder) => {
    Deno.mkdirSync(`${folder}/empty`);
    Deno.writeTextFileSync(`${folder}/empty/read.me`, toText("x"));
    const hint = "put one there, or mend the path";
    const read = (pattern: string) =>
      readRuleFiles([`${folder}/${pattern}`]).faults.map((fault) => fault.replaceAll(folder, "F"));
    assert.deepEqual(read("empty"), [
      `Cannot read "F/empty": it has no *.yaml or *.yml; ${hint}`,
    ]);
    assert.deepEqual(read("emp*"), [
      'Cannot read "F/emp*": no file has a name of this kind; mend it',
    ]);
  }));

Deno.test("readRuleFiles names what is not there, what is no text, and names that two files have", () =>
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/a.yaml`, toText("x", "y", "x"));
    Deno.writeTextFileSync(`${folder}/b.yaml`, toText("z", "y"));
    Deno.writeFileSync(`${folder}/c.yaml`, new Uint8Array([0xff]));
    Deno.writeTextFileSync(`${folder}/d.yaml`, "x".repeat(1024 * 1024 + 1));
    const { faults } = readRuleFiles([folder, `${folder}/none.yaml`, `${folder}/*.yml`]);
    const hint = "give each rule a name of its own";
    assert.deepEqual(faults.map((fault) => fault.replaceAll(folder, "F")), [
      'Cannot read "F/none.yaml": it does not exist; create it or mend the path',
      'Cannot read "F/*.yml": no file has a name of this kind; mend it',
      `F/a.yaml:4:3: "x" is also the name at F/a.yaml:2:3; ${hint}`,
      `F/b.yaml:3:3: "y" is also the name at F/a.yaml:3:3; ${hint}`,
      'Cannot read "F/c.yaml": it is no text in UTF-8',
      'Cannot read "F/d.yaml": it is over 1048576 bytes; cut it into several files',
    ]);
  }));

Deno.test("findUnknownReceivers tells where rules name who is not there, also rules with other faults", () =>
  withFolder((folder) => {
    const rules = [
      "  - {name: a, query: a, type: absence, window: 5m, receivers: [ops, opps]}",
      "  - name: b",
      "    windw: 5m",
      "    receivers:",
      "      - ops",
      "      - duty",
      "      - 7",
      "  - 7",
    ];
    Deno.writeTextFileSync(`${folder}/a.yaml`, `rules:\n${rules.join("\n")}\n`);
    const { files } = readRuleFiles([folder]);
    const found = findUnknownReceivers(files, ["ops"]).map((fault) => fault.replace(folder, "F"));
    const problem = "which ALERT_RECEIVERS does not have; it has ops";
    assert.deepEqual(found, [
      `F/a.yaml:2:69: "receivers.1" is "opps", ${problem}`,
      `F/a.yaml:7:9: "receivers.1" is "duty", ${problem}`,
    ]);
  }));
