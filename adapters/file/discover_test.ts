import assert from "node:assert/strict";
import { denoFileSystem } from "../../runtime/file_system.ts";
import { discover } from "./discover.ts";
import { globRoot, toGlobExpression } from "../../runtime/glob.ts";

Deno.test("glob matches whole paths", () => {
  const cases: [string, string[], string[]][] = [
    ["/var/log/*.log", ["/var/log/a.log"], [
      "/var/log/a.txt",
      "/var/log/x/a.log",
      "/var/log/.a.log",
    ]],
    ["/l/**/*.log", ["/l/a.log", "/l/x/a.log", "/l/x/y/a.log"], ["/l/.x/a.log", "/m/a.log"]],
    ["/l/**", ["/l/a", "/l/x/a"], ["/l/.a"]],
    ["/l/?-[0-9].log", ["/l/a-1.log"], ["/l/a-b.log", "/l/ab-1.log"]],
    ["/l/[!a]b", ["/l/cb"], ["/l/ab", "/l//b"]],
    ["/l/{a,b*}.log", ["/l/a.log", "/l/bc.log"], ["/l/c.log", "/l/a"]],
    ["/l/a+(b).*", ["/l/a+(b).log"], ["/l/aab.log"]],
  ];
  for (const [glob, yes, no] of cases) {
    for (const path of yes) assert.match(path, toGlobExpression(glob), glob);
    for (const path of no) assert.doesNotMatch(path, toGlobExpression(glob), glob);
  }
});

Deno.test("glob is looked for from its first wildcard on", () => {
  assert.deepEqual(globRoot("/var/log/*.log"), { root: "/var/log", depth: 0 });
  assert.deepEqual(globRoot("logs/*/app.log"), { root: "logs", depth: 1 });
  assert.deepEqual(globRoot("/*.log"), { root: "/", depth: 0 });
  assert.deepEqual(globRoot("*.log"), { root: ".", depth: 0 });
  assert.deepEqual(globRoot("logs/**/*.log"), { root: "logs", depth: 16 });
});

Deno.test("discover finds files, what rotation makes of them, and what comes later", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const write = (name: string) => Deno.writeTextFileSync(`${folder}/${name}`, "");
    for (const name of ["app.log", "app.log.1", "app.log.2.gz", "other.log", "b.db", ".h.log"]) {
      write(name);
    }
    Deno.mkdirSync(`${folder}/deep/er`, { recursive: true });
    write("deep/er/x.log");
    const find = (path: string) => {
      const { find } = discover([path], denoFileSystem, () => {});
      return find(0).map((found) => found.slice(folder.length + 1));
    };
    assert.deepEqual(find(`${folder}/app.log`), ["app.log", "app.log.1", "app.log.2.gz"]);
    assert.deepEqual(find(`${folder}/o*.log`), ["other.log"]);
    assert.deepEqual(find(`${folder}/**/x.log`), ["deep/er/x.log"]);
    assert.deepEqual(find(`${folder}/`), [
      "app.log",
      "app.log.1",
      "app.log.2.gz",
      "deep",
      "other.log",
    ]);
    assert.deepEqual(find(`${folder}/none.log`), []);
    const discovery = discover([folder], denoFileSystem, () => {});
    const before = discovery.find(0);
    assert.equal(discovery.find(0), before);
    write("later.log");
    assert.ok(discovery.find(0).includes(`${folder}/later.log`));
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("discover says that a folder can't be listed, and finds the others", () => {
  const messages: string[] = [];
  const files = {
    ...denoFileSystem,
    list(path: string) {
      if (path === "/closed") throw new Error("EACCES: permission denied");
      return ["a.log"];
    },
    stat:
      () => ({ kind: "folder", size: 0, device: 1, inode: 1, bornMs: 0, modifiedMs: 0 } as const),
  };
  const { find } = discover(["/closed", "/open"], files, (message) => messages.push(message));
  assert.deepEqual(find(0), ["/open/a.log"]);
  assert.deepEqual(messages, ['Cannot list folder "/closed": EACCES: permission denied']);
});

Deno.test("discover says of which files the name is not UTF-8", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const messages: string[] = [];
    const list = () => ["a.log", "b\ufffd.log", "c\ufffd.log", "d\ufffd.db"];
    for (const name of ["a.log", "c\ufffd.log"]) Deno.writeTextFileSync(`${folder}/${name}`, "");
    const say = (message: string) => messages.push(message);
    const { find } = discover([folder], { ...denoFileSystem, list }, say);
    find(0);
    find(0);
    assert.deepEqual(messages, [
      `Cannot read "${folder}/b\ufffd.log": its name is not UTF-8; rename it`,
    ]);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});
