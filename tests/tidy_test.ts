import assert from "node:assert/strict";
import { findCodeFaults } from "./tidy/code_rules.ts";
import { findDeadLinks } from "./tidy/find_dead_links.ts";
import { findFolderCycles, findImportFaults } from "./tidy/import_rules.ts";
import { readRepository } from "./tidy/repository.ts";

/** What may break a rule, and why: the beginning of the fault → the reason. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  "client/schema.ts has": "a program makes it from the API's OpenAPI description",
};

const files = readRepository();

Deno.test("tidy: folders import only what the table in ARCHITECTURE.md allows", () => {
  assert.deepEqual(withoutExceptions(findImportFaults(files)), []);
});

Deno.test("tidy: folders do not import each other in a circle", () => {
  assert.deepEqual(withoutExceptions(findFolderCycles(files)), []);
});

Deno.test("tidy: files, functions, parameters and ports are small; exports are documented", () => {
  const modules = files.filter(({ path }) => path.endsWith(".ts"));
  assert.deepEqual(withoutExceptions(modules.flatMap(findCodeFaults)), []);
});

Deno.test("tidy: files are named in snake_case", () => {
  const modules = files.filter(({ path }) => path.endsWith(".ts"));
  const odd = modules.filter(({ path }) => !/^([a-z0-9_]+\/)*[a-z0-9_]+\.ts$/.test(path));
  assert.deepEqual(odd.map(({ path }) => path), []);
});

Deno.test("tidy: nothing names a path of somebody's machine", () => {
  const paths = new RegExp(["/(ho", "me|ro", "ot|wo", "rk|Use", "rs)/[a-z]"].join(""));
  const found = files.filter(({ text }) => paths.test(text)).map(({ path }) => path);
  assert.deepEqual(found, []);
});

Deno.test("tidy: the documents name only files that are there", () => {
  assert.deepEqual(withoutExceptions(findDeadLinks(files)), []);
});

Deno.test("tidy: every exception is still needed", () => {
  const modules = files.filter(({ path }) => path.endsWith(".ts"));
  const faults = [
    ...findImportFaults(files),
    ...findFolderCycles(files),
    ...modules.flatMap(findCodeFaults),
  ];
  const unused = Object.keys(EXCEPTIONS).filter((start) =>
    !faults.some((fault) => fault.startsWith(start))
  );
  assert.deepEqual(unused, []);
});

Deno.test("tidy: the rules find what they are for", () => {
  const text =
    `export default 1;\n// const x = f();\nexport function f(a: any, b: 1, c: 2, d: 3) {${
      "\n".repeat(61)
    }}\n`;
  const faults = findCodeFaults({ path: "core/x.ts", text });
  assert.deepEqual(faults.map((fault) => fault.replace(/^\S+ /, "")).sort(), [
    "exports without a doc comment",
    "has 4 parameters",
    "has a default export",
    "is a function of 62 lines",
    "is commented-out code",
    "uses any",
  ]);
  const imports = [
    { path: "core/x.ts", text: 'import "../ports/bus.ts"; import "zod";' },
    { path: "services/api/x.ts", text: 'const m = await import("../ship/ship.ts");' },
  ];
  assert.equal(findImportFaults(imports).length, 3);
  const circle = [
    { path: "core/a/x.ts", text: 'import "../b/x.ts";' },
    { path: "core/b/x.ts", text: 'export * from "../a/y.ts";' },
  ];
  assert.equal(findFolderCycles(circle).length, 2);
  const documents = [
    { path: "docs/a.md", text: "[b](../core/b.md#x) [docs](../docs) `core/c.ts` [a](a.md) `d.ts`" },
  ];
  assert.deepEqual(findDeadLinks(documents), [
    "docs/a.md names core/b.md, which is not there",
    "docs/a.md names core/c.ts, which is not there",
  ]);
});

function withoutExceptions(faults: readonly string[]): string[] {
  const allowed = Object.keys(EXCEPTIONS);
  return faults.filter((fault) => !allowed.some((start) => fault.startsWith(start)));
}
