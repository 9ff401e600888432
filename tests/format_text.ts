/** A text as `deno fmt` writes it; `ext` is how the name of its file ends. */
export async function formatText(text: string, ext: "ts" | "md"): Promise<string> {
  const formatter = new Deno.Command(Deno.execPath(), {
    args: ["fmt", "--quiet", "--ext", ext, "-"],
    cwd: new URL("../", import.meta.url),
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const [{ stdout, success }] = await Promise.all([
    formatter.output(),
    new Blob([text]).stream().pipeTo(formatter.stdin),
  ]);
  if (!success) throw new Error("Cannot format what was made: `deno fmt` failed");
  return new TextDecoder().decode(stdout);
}
