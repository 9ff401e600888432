import assert from "node:assert/strict";
import { toReason } from "./reason.ts";

Deno.test("toReason says in words what the system refused, and how to mend it", async () => {
  const folder = await Deno.makeTempDir();
  const file = `${folder}/file`;
  await Deno.writeTextFile(file, "");
  const table: readonly (readonly [work: () => unknown, reason: RegExp])[] = [
    [() => Deno.openSync(`${folder}/none`), /does not exist; create it/],
    [() => Deno.writeTextFileSync(folder, ""), /is a folder; name a file/],
    [() => Deno.mkdirSync(file, { recursive: true }), /a file; name a folder/],
    [() => Deno.mkdirSync(`${file}/below`, { recursive: true }), /a file; name a folder/],
    [() => {
      throw new Deno.errors.NotCapable("--allow-all");
    }, /^Deno keeps .* another place$/],
    [() => {
      throw Object.assign(new Error("os"), { code: "EROFS" });
    }, /read-only/],
    [() => {
      throw new Error("Too many open files (os error 24): open 'x'");
    }, /^Too many open files$/],
  ];
  for (const [work, reason] of table) assert.match(reasonOf(work), reason);
  await Deno.remove(folder, { recursive: true });
});

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return toReason(error);
  }
  throw new Error("Nothing was refused");
}
