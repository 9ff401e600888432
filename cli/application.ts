import {
  type AliasNotFoundError,
  ArgumentScannerError,
  buildApplication,
  type FlagNotFoundError,
  formatMessageForArgumentScannerError,
  text_en,
} from "@stricli/core";
import deno from "../deno.json" with { type: "json" };
import type { Context } from "./context.ts";
import { toExitCode, toFailureText } from "./failure.ts";
import { loadWords } from "./words.ts";

/** What can be asked for with these arguments. `debug` shows where errors come from. */
export async function loadApplication(args: readonly string[], debug: boolean) {
  const tell = (error: unknown) => toFailureText(error, debug);
  return buildApplication<Context>(await loadWords(args), {
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
          `logflow: ${toArgumentFault(error)}\nAdd --help to see what there is`,
        noCommandRegisteredForInput: ({ input, corrections }) =>
          `logflow: there is no word "${input}"` +
          (corrections.length > 0 ? `, did you mean ${corrections.join(" or ")}?` : "") +
          "\nAdd --help to see what there is",
      },
    },
  });
}

function toArgumentFault(error: unknown): string {
  if (!(error instanceof ArgumentScannerError)) {
    return error instanceof Error ? error.message : `${error}`;
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
