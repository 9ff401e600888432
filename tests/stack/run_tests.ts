import { parseServersFrom, toTestArguments } from "./arguments.ts";
import type { TestServers } from "./servers.ts";
import { openStack, type Stack } from "./stack.ts";
import { type EndSignals, endSignals } from "./end_signals.ts";

/**
 * Runs `deno test` with the servers up, and takes them down afterwards, whatever happens. Resolves to the exit
 * code. Without servers the tests that need them are ignored, visibly; with CI=true that is a failure.
 */
export async function runTests(word: "test" | "long", args: readonly string[]): Promise<number> {
  const signals = endSignals();
  const command = toTestArguments(word, args);
  const given = Deno.env.get(VARIABLE);
  if (given) return await runDeno(command, given, signals);
  try {
    await using stack = await tryStack(signals.first);
    if (signals.first.aborted) return signals.exitCode();
    return await runDeno(command, stack === null ? "" : toVariable(stack.servers), signals);
  } catch (error) {
    if (signals.first.aborted) return signals.exitCode();
    tell(toMessage(error));
    return 1;
  }
}

/** Tells the tests where the servers are; who sets it brings their own. */
const VARIABLE = "LOGFLOW_TEST_STACK";

function toVariable(servers: TestServers): string {
  return JSON.stringify(servers);
}

/** Null = without servers. */
async function tryStack(signal: AbortSignal): Promise<Stack | null> {
  const mustHave = Deno.env.get("CI") === "true";
  const from = parseServersFrom(Deno.env.get("LOGFLOW_TEST_SERVERS"));
  if (from === "nowhere") {
    if (mustHave) {
      throw new Error("Cannot go without servers: LOGFLOW_TEST_SERVERS=none, but CI=true");
    }
    tell("tests that need servers are ignored: LOGFLOW_TEST_SERVERS=none");
    return null;
  }
  const beginMs = performance.now();
  try {
    const stack = await openStack({ from, mustOwn: mustHave, signal, tell });
    tell(`servers are up after ${((performance.now() - beginMs) / 1000).toFixed(1)} s`);
    return stack;
  } catch (error) {
    if (mustHave || signal.aborted) throw error;
    tell(`tests that need servers are ignored: ${toMessage(error)}`);
    return null;
  }
}

async function runDeno(
  args: readonly string[],
  servers: string,
  signals: EndSignals,
): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    env: { [VARIABLE]: servers },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const end = (signal: AbortSignal, name: Deno.Signal) => {
    const send = () => {
      try {
        child.kill(name);
      } catch {
        // It has ended.
      }
    };
    if (signal.aborted) send();
    else signal.addEventListener("abort", send);
  };
  end(signals.first, "SIGTERM");
  end(signals.second, "SIGKILL");
  const { code } = await child.status;
  return signals.first.aborted ? signals.exitCode() : code;
}

/** Of an error in taking things down after another one, both. */
function toMessage(error: unknown): string {
  if (error instanceof SuppressedError) {
    return `${toMessage(error.suppressed)}\n${toMessage(error.error)}`;
  }
  return error instanceof Error ? error.message : String(error);
}

function tell(message: string): void {
  Deno.stderr.writeSync(new TextEncoder().encode(`stack: ${message}\n`));
}
