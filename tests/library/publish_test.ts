import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import config from "../../deno.json" with { type: "json" };

const ROOT = new URL("../../", import.meta.url);

Deno.test("the library can be published: no slow types, no warning, and no tests among its files", async () => {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["publish", "--dry-run", "--allow-dirty"],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const told = new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout);
  assert.ok(success, told);
  assert.doesNotMatch(told, /^(warning|error)/m);
  const paths = [...told.matchAll(/^ +file:\/\/(\S+) \(/gm)].map(([, path]) =>
    path!.slice(ROOT.pathname.length)
  );
  assert.ok(paths.length > 300, told);
  const odd = paths.filter((path) =>
    /_(test|bench)\.ts$|(^|\/)test(ing)?[_.]|^(tests|bench|data|cli)\//.test(path)
  );
  assert.deepEqual(odd, []);
  for (const path of Object.values(config.exports)) assert.ok(paths.includes(path.slice(2)), path);
});

Deno.test("what is published is there", () => {
  for (const path of config.publish.include) assert.ok(existsSync(new URL(path, ROOT)), path);
});
