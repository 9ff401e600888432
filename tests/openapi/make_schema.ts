import type { OpenAPI3 } from "openapi-typescript";
import { createTestApp } from "../../services/api/testing.ts";
import { formatText } from "../format_text.ts";
import { toSchema } from "./to_schema.ts";

/** Where the client's types are kept. */
export const SCHEMA: URL = new URL("../../client/schema.ts", import.meta.url);

/** The text of {@linkcode SCHEMA} for the API as it is now, formatted as the repository is. */
export async function makeSchema(): Promise<string> {
  const document: OpenAPI3 = await (await createTestApp().send("/openapi.json")).json();
  return await formatText(await toSchema(document), "ts");
}

if (import.meta.main) await Deno.writeTextFile(SCHEMA, await makeSchema());
