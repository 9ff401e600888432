import { runProgram } from "./run_program.ts";
import { findProgram } from "./tools.ts";

/** Installs packages of Debian. Throws an Error that names them where only somebody else may. */
export async function installPackages(
  names: readonly string[],
  tell: (message: string) => void,
): Promise<void> {
  if (findProgram("apt-get") === null || Deno.uid() !== 0) {
    throw new Error(
      `Cannot install ${names.join(", ")}: only root may, on Debian and its like; install them`,
    );
  }
  tell(`installing ${names.join(", ")}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await runProgram(["apt-get", "update", "-qq"], { env });
  await runProgram(["apt-get", "install", "-qq", "--no-install-recommends", ...names], { env });
}

/** The package that is missing where Python has no way to install its own; none where it has. */
export async function findMissingPython(): Promise<string[]> {
  const isThere = findProgram("python3") !== null &&
    await runProgram(["python3", "-c", "import ensurepip"]).then(() => true, () => false);
  return isThere ? [] : ["python3-venv"];
}

/** Puts packages of PyPI into a folder, with what pip wants told of them. */
export async function installPython(folder: string, what: readonly string[]): Promise<void> {
  const pip = await Deno.makeTempDir();
  try {
    await runProgram(["python3", "-m", "venv", pip]);
    const quiet = ["--quiet", "--disable-pip-version-check", "--upgrade", "--target", folder];
    await runProgram([`${pip}/bin/pip`, "install", ...quiet, ...what]);
  } finally {
    await Deno.remove(pip, { recursive: true });
  }
}
