/** What the command line of `main.ts` asks for. */
export type StackCommand =
  | { readonly word: "test" | "long"; readonly args: readonly string[] }
  | { readonly word: "up" | "down" | "status" };

/** Reads it: `test` and `long` hand on what follows them. Throws RangeError with how it is to be used. */
export function parseArguments([word, ...args]: readonly string[]): StackCommand {
  if (word === "test" || word === "long") return { word, args };
  if ((word === "up" || word === "down" || word === "status") && args.length === 0) return { word };
  const given = [word ?? "", ...args].join(" ").trim();
  throw new RangeError(`Cannot do "${given}": the words are up, down and status`);
}

/** The arguments of `deno` for a run of the tests. */
export function toTestArguments(
  word: "test" | "long",
  args: readonly string[],
): readonly string[] {
  const always = ["test", "-P", "-q"];
  if (word === "long") return [...always, ...args];
  return [...always, "--preload=./tests/property_seed.ts", "--ignore=tests/long", ...args];
}

/** Where a run of the tests takes its servers from. */
export type ServersFrom = "anywhere" | "compose" | "here" | "nowhere";

/** Reads `LOGFLOW_TEST_SERVERS`; unset: Docker Compose, or processes of this machine. Throws RangeError. */
export function parseServersFrom(text: string | undefined): ServersFrom {
  const from = CHOICES[text ?? ""];
  if (from !== undefined) return from;
  const names = Object.keys(CHOICES).filter(Boolean).join(", ");
  throw new RangeError(`Cannot take servers from LOGFLOW_TEST_SERVERS="${text}": give ${names}`);
}

const CHOICES: Readonly<Record<string, ServersFrom>> = {
  "": "anywhere",
  compose: "compose",
  local: "here",
  none: "nowhere",
};
