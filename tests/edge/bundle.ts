import { runProgram } from "../stack/run_program.ts";

/** The folder of the repository, with a slash. */
const ROOT = new URL("../../", import.meta.url).pathname;

/**
 * One module, as text, of a module that is given as text, and all that it imports: for runtimes that know nothing but
 * web standards. What it imports is named from the folder of the repository, such as `$/client/mod.ts`.
 */
export async function bundle(text: string, ...options: readonly string[]): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "logflow-bundle-" });
  try {
    await Deno.writeTextFile(`${folder}/entry.ts`, text.replaceAll("$/", ROOT));
    const how = [
      "--quiet",
      "--config",
      `${ROOT}deno.json`,
      "--platform",
      "browser",
      "--format",
      "esm",
    ];
    const output = ["--output", `${folder}/bundle.js`, ...options, `${folder}/entry.ts`];
    await runProgram([Deno.execPath(), "bundle", ...how, ...output]);
    return await Deno.readTextFile(`${folder}/bundle.js`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A text's length in UTF-8, as it is and compressed as servers do. */
export async function sizesOf(text: string): Promise<{ bytes: number; gzipBytes: number }> {
  const blob = new Blob([text]);
  const packed = blob.stream().pipeThrough(new CompressionStream("gzip"));
  return { bytes: blob.size, gzipBytes: (await new Response(packed).arrayBuffer()).byteLength };
}
