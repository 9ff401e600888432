import { ConfigError } from "../core/errors.ts";
import type { VariableName } from "../runtime/variables.ts";
import { toReason } from "../runtime/reason.ts";

/** The text of a file of certificates; null where none is named. Throws ConfigError where it cannot be read. */
export function readCa(key: VariableName, path: string | null): string | null {
  if (path === null) return null;
  try {
    const text = Deno.readTextFileSync(path);
    if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
    throw new Error("it has no certificate in PEM");
  } catch (error) {
    throw new ConfigError([{ key, problem: `"${path}" cannot be used: ${toReason(error)}` }]);
  }
}
