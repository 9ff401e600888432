import assert from "node:assert/strict";
import { readRepository } from "../tidy/repository.ts";

Deno.test("docs/troubleshooting.md quotes only messages that LogFlow has", () => {
  const files = readRepository();
  const code = files.filter(({ path }) => path.endsWith(".ts") && !/^tests\/|_test\.ts$/.test(path))
    .map(({ text }) => text.replaceAll(/[`"]\s*\+\s*[`"]/g, "").replaceAll('\\"', '"')).join("\n");
  const { text } = files.find(({ path }) => path === "docs/troubleshooting.md")!;
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  const quoted = rows.flatMap((row) => [...row.split(" | ")[0]!.matchAll(/`([^`]+)`/g)])
    .map(([, message]) => message!)
    .filter((message) => /[ …]/.test(message) && !/^(deno task|search|rule) /.test(message));
  assert.ok(quoted.length > 8);
  const parts = quoted.flatMap((message) => message.split(/"?…"?/)).map((part) => part.trim());
  assert.deepEqual(parts.filter((part) => part.length > 3 && !code.includes(part)), []);
});
