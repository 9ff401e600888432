import { installProgram } from "./install_program.ts";
import { runProgram } from "./run_program.ts";
import { findProgram } from "./tools.ts";

/**
 * The path of Prometheus's promtool, taken out of Debian's package (20 MB, once) where there is none: nothing is
 * installed. (`go install` refuses its module, which excludes some versions of others.) A sentence where it cannot
 * be had; with CI=true an Error.
 */
export async function installPromtool(): Promise<{ path: string } | { missing: string }> {
  const path = findProgram("promtool");
  if (path !== null) return { path };
  return await installProgram({ name: "promtool", version: "debian", make: takeOut });
}

async function takeOut(folder: string): Promise<void> {
  if (findProgram("apt-get") === null) {
    throw new Error("needs promtool on PATH, or Debian's apt-get to get it with");
  }
  const download = () => runProgram(["apt-get", "download", "-qq", "prometheus"], { cwd: folder });
  await download().catch(async () => {
    await runProgram(["apt-get", "update", "-qq"]);
    await download();
  });
  const [{ name }] = [...Deno.readDirSync(folder)] as [Deno.DirEntry];
  await runProgram(["dpkg-deb", "-x", name, "package"], { cwd: folder });
  await Deno.rename(`${folder}/package/usr/bin/promtool`, `${folder}/promtool`);
  await Deno.remove(`${folder}/package`, { recursive: true });
  await Deno.remove(`${folder}/${name}`);
}

/** Runs it with this on its standard input; gives its exit code and all that it printed. */
export async function runPromtool(
  path: string,
  args: readonly string[],
  input = "",
): Promise<[code: number, printed: string]> {
  const child = new Deno.Command(path, {
    args: [...args],
    cwd: new URL("../../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writing = new Blob([input]).stream().pipeTo(child.stdin);
  const { code, stdout, stderr } = await child.output();
  await writing;
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return [code, decode(stdout) + decode(stderr)];
}
