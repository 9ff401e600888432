import type { OpenAPI3 } from "openapi-typescript";
import { createTestApp } from "../../services/api/testing.ts";
import { toSchema } from "./to_schema.ts";

/** Where the client's types are kept. */
export const SCHEMA: URL = new URL("../../client/schema.ts", import.meta.url);

/** The text of {@linkcode SCHEMA} for the API as it is now, formatted as the repository is. */
export async function makeSchema(): Promise<string> {
  const document: OpenAPI3 = await (await createTestApp().send("/openapi.json")).json();
  const formatter = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", "ts", "-"],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const [{ stdout, success }] = await Promise.all([
    formatter.output(),
    new Blob([await toSchema(document)]).stream().pipeTo(formatter.stdin),
  ]);
  if (!success) throw new Error("Cannot format the schema: `deno fmt` failed");
  return new TextDecoder().decode(stdout);
}

if (import.meta.main) await Deno.writeTextFile(SCHEMA, await makeSchema());
