import { fileURLToPath } from "node:url";
import { toFacts } from "../../cli/deno_command.ts";
import { toBinaryFlags } from "../../deploy/compile/to_binary_flags.ts";
import type { Config } from "../../runtime/config.ts";

/**
 * Puts programs into a folder that stand in for the binaries of a configuration: Deno with the flags that would be
 * baked in, told that it is compiled. Each writes the word that it is asked for to the file `asked` there.
 */
export async function makeStandIns(config: Config, folder: string): Promise<void> {
  for (const [binary, flags] of await toBinaryFlags(config)) {
    const path = `${folder}/${binary}`;
    await Deno.writeTextFile(`${path}.ts`, toPreload(path));
    const args = [
      ...["run", "--quiet", "--no-prompt", "--cached-only", `--config=${ROOT}deno.json`],
      ...[`--preload=${path}.ts`, ...flags.map(withModules), `${ROOT}cli/main.ts`],
    ];
    const command = [Deno.execPath(), ...args].map((word) => `'${word}'`).join(" ");
    const script = `#!/bin/sh\necho "${binary} $1" >> '${folder}/asked'\nexec ${command} "$@"\n`;
    await Deno.writeTextFile(path, script, { mode: 0o755 });
  }
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

function toPreload(path: string): string {
  const build =
    'Object.defineProperty(Deno, "build", { value: { ...Deno.build, standalone: true } });';
  return `${build}\nDeno.execPath = () => ${JSON.stringify(path)};\n`;
}

/** A compiled one may read the modules in it. */
function withModules(flag: string): string {
  return flag.startsWith("--allow-read=") ? `${flag},${toFacts([]).modules}` : flag;
}
