import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { parseConfig, type Texts } from "../../runtime/config.ts";
import { toReason } from "../../runtime/reason.ts";
import type { CompileArguments } from "./arguments.ts";
import { cacheModules, compileBinary } from "./compile_binary.ts";
import { toBinaryFlags } from "./to_binary_flags.ts";
import { writeSums } from "./write_sums.ts";

/**
 * Makes `logflow` and a binary for each service, in a folder for each target, with their checksums. `tell` gets each
 * file's name before it is made. Throws Error with what Deno says.
 */
export async function compileAll(
  { envFile, targets, output }: CompileArguments,
  tell: (name: string) => void,
): Promise<void> {
  const variables = envFile === null ? {} : readVariables(envFile);
  const binaries = await toBinaryFlags(parseConfig({}, variables));
  const folder = resolve(output);
  await cacheModules();
  for (const target of targets) {
    await Deno.mkdir(`${folder}/${target}`, { recursive: true });
    const names: string[] = [];
    for (const [binary, flags] of binaries) {
      const name = target.includes("windows") ? `${binary}.exe` : binary;
      tell(`${target}/${name}`);
      await compileBinary({ flags, target, path: `${folder}/${target}/${name}` });
      names.push(name);
    }
    await writeSums(`${folder}/${target}`, names);
  }
}

function readVariables(path: string): Texts {
  try {
    return parseEnv(Deno.readTextFileSync(path));
  } catch (error) {
    throw new Error(`Cannot read "${path}": ${toReason(error)}`);
  }
}
