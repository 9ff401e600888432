import type { ConfinedWord } from "../runtime/word_variables.ts";

/** The services that `deno compile` makes a binary of their own of, each with its permissions in it. */
export const BINARY_WORDS = ["ship", "process", "api", "alert"] as const;

/** The file that does a word in a compiled LogFlow, without the ending that Windows wants: `logflow` does all others. */
export function toBinary(word: ConfinedWord): string {
  return BINARY_WORDS.some((own) => own === word) ? `logflow-${word}` : "logflow";
}

/** All of these, `logflow` first. */
export const BINARIES: readonly string[] = ["logflow", ...BINARY_WORDS.map(toBinary)];

/** Where the binary of a word is, beside the one that runs at `own`. */
export function toBinaryPath(word: ConfinedWord, own: string): string {
  const folder = own.slice(0, Math.max(own.lastIndexOf("/"), own.lastIndexOf("\\")) + 1);
  return `${folder}${toBinary(word)}${own.endsWith(".exe") ? ".exe" : ""}`;
}
