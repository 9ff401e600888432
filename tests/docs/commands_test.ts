import assert from "node:assert/strict";
import { installPackages } from "../stack/install_packages.ts";
import { findProgram } from "../stack/tools.ts";
import { type Block, findBlocks } from "./find_blocks.ts";
import { Session } from "./session.ts";

const ROOT = new URL("../../", import.meta.url);

const PROGRAMS = ["bash", "curl", "jq"];
const missing = PROGRAMS.filter((name) => findProgram(name) === null);
const ignore = missing.length > 0 && Deno.env.get("CI") !== "true";
const without = ignore ? `: ignored, as ${missing.join(", ")} is missing` : "";
const name = `the commands of README.md and docs do what is said there${without}`;

Deno.test({ name, ignore }, async () => {
  if (missing.length > 0) await installPackages(missing, () => {});
  const folder = [...Deno.readDirSync(new URL("docs/", ROOT))].map(({ name }) => `docs/${name}`);
  const paths = ["README.md", ...folder.filter((path) => path.endsWith(".md")).sort()];
  const documents = paths
    .map((path) => findBlocks(path, Deno.readTextFileSync(new URL(path, ROOT))))
    .filter((blocks) => blocks.some(({ marker }) => marker.name !== "not run here"));
  assert.ok(documents.length > 5);
  const faults: unknown[] = [];
  const lane = async () => {
    for (let blocks = documents.shift(); blocks; blocks = documents.shift()) {
      await workThrough(blocks).catch((error) => faults.push(error));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane)); // Most of the time is spent waiting.
  if (faults.length > 0) throw new AggregateError(faults, `${faults.length} documents do not hold`);
});

/** So many pipelines at once. */
const LANES = 4;

async function workThrough(blocks: readonly Block[]): Promise<void> {
  await using session = new Session();
  const files = blocks.filter(({ kind }) => kind === "file");
  for (const block of [...files, ...blocks.filter(({ kind }) => kind === "sh")]) {
    try {
      await session.take(block);
    } catch (cause) {
      throw new Error(`${block.place} does not hold`, { cause });
    }
  }
  await session.end();
}

Deno.test("findBlocks finds commands, files and what is said of them", () => {
  const text = [
    "```sh\na\nb\n```",
    "<!-- not run here: needs Docker -->\n\n```sh\nc\n```",
    "- item\n\n  <!-- file: rules.yaml -->\n\n  ```yaml\n  d:\n    e: 1\n  ```",
    "```yaml\nno: file\n```",
    "<!-- made by hand -->\n```sh\nf\n```",
  ].join("\n\n");
  const found = findBlocks("a.md", text)
    .map(({ place, text, marker }) => [place, text, marker.name, marker.what]);
  assert.deepEqual(found, [
    ["a.md:1", "a\nb", "run", ""],
    ["a.md:8", "c", "not run here", "needs Docker"],
    ["a.md:16", "d:\n  e: 1", "file", "rules.yaml"],
    ["a.md:26", "f", "run", ""],
  ]);
  assert.throws(() => findBlocks("a.md", "<!-- not run here: -->\n```sh\na\n```"), RangeError);
});
