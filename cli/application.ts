import {
  type AliasNotFoundError,
  ArgumentScannerError,
  buildApplication,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  text_en,
  UnexpectedPositionalError,
} from "@stricli/core";
import deno from "../deno.json" with { type: "json" };
import { nearest } from "../runtime/nearest.ts";
import type { Context } from "./context.ts";
import { toExitCode, toFailureText } from "./failure.ts";
import { loadWords } from "./words.ts";

/** What can be asked for with these arguments. `debug` shows where errors come from. */
export async function loadApplication(args: readonly string[], debug: boolean) {
  const tell = (error: unknown) => toFailureText(error, debug);
  const words = await loadWords(args);
  return buildApplication<Context>(words, {
    name: "logflow",
    versionInfo: { currentVersion: deno.version },
    scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
    documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: true },
    determineExitCode: toExitCode,
    localization: {
      text: {
        ...text_en,
        exceptionWhileRunningCommand: tell,
        exceptionWhileLoadingCommandFunction: tell,
        exceptionWhileLoadingCommandContext: tell,
        exceptionWhileParsingArguments: (error) =>
          `logflow: ${toArgumentFault(error, subwordsOf(words, args))}\n${SEE_HELP}`,
        noCommandRegisteredForInput: ({ input, corrections }) =>
          `logflow: ${toUnknownWord(input, corrections.join(" or "))}\n${SEE_HELP}`,
      },
    },
  });
}

const SEE_HELP = "Add --help to see what there is";

/** What may follow the first word where it means something alone, too; nothing where one of these does. */
function subwordsOf(words: Words, [first = "", second = ""]: readonly string[]): readonly string[] {
  const target = words.getAllEntries().find(({ name }) => name.original === first)?.target;
  if (target === undefined || !("getAllEntries" in target)) return [];
  const names = target.getAllEntries().map(({ name }) => name.original);
  return names.includes(second) ? [] : names;
}

type Words = Awaited<ReturnType<typeof loadWords>>;

function toUnknownWord(word: string, meant: string | null): string {
  return `there is no word "${word}"${meant ? `, did you mean ${meant}?` : ""}`;
}

/** `subwords`: what the first that is too much was to be one of. */
function toArgumentFault(error: unknown, subwords: readonly string[]): string {
  if (!(error instanceof ArgumentScannerError)) {
    return error instanceof Error ? error.message : `${error}`;
  }
  if (error instanceof UnexpectedPositionalError && subwords.length > 0) {
    const meant = nearest(error.input, subwords);
    return toUnknownWord(error.input, meant && `\`${meant}\``);
  }
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: toUnknownFlag,
    AliasNotFoundError: toUnknownLetter,
  });
}

/** Most likely it is a query: `-health` excludes a word. */
function toUnknownLetter({ input }: AliasNotFoundError): string {
  return `there is no flag -${input}; what begins with "-" and is no flag comes after "--": ` +
    "search -- -health";
}

function toUnknownFlag({ input, corrections }: FlagNotFoundError): string {
  const meant = [...new Set(corrections.map(toKebabCase))].map((flag) => `--${flag}`).join(" or ");
  return `there is no flag --${input}${meant === "" ? "" : `, did you mean ${meant}?`}`;
}

/** As flags are written; what was mistyped is compared with how they are named inside. */
function toKebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
