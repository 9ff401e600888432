import { buildApplication, text_en } from "@stricli/core";
import deno from "../deno.json" with { type: "json" };
import type { Context } from "./context.ts";
import { toExitCode, toFailureText } from "./failure.ts";
import { words } from "./words.ts";

/** The command line as a whole. `debug` shows where errors come from. */
export function toApplication(debug: boolean) {
  const tell = (error: unknown) => toFailureText(error, debug);
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
          `logflow: ${error instanceof Error ? error.message : error}\n` +
          "Add --help to see what there is",
        noCommandRegisteredForInput: ({ input, corrections }) =>
          `logflow: there is no word "${input}"` +
          (corrections.length > 0 ? `, did you mean ${corrections.join(" or ")}?` : "") +
          "\nAdd --help to see what there is",
      },
    },
  });
}
