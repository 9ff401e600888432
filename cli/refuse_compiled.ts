import { UsageError } from "./failure.ts";

/**
 * Throws where this is a compiled LogFlow: that may run the binaries beside it and signal nothing else, so that
 * `stop` could not end what `start` began.
 */
export function refuseCompiled(word: "start" | "stop", isCompiled = Deno.build.standalone): void {
  if (!isCompiled) return;
  throw new UsageError(
    `Cannot ${word}: a compiled LogFlow may signal no process, and keeps nothing in the background; run ` +
      "`logflow pipeline` under systemd or another supervisor, which starts and stops it",
  );
}
