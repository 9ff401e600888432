import type { ServersFrom } from "./arguments.ts";
import { hasCompose, openComposeStack } from "./compose_stack.ts";
import { installTools } from "./install_tools.ts";
import { openOwnServer } from "./own_server.ts";
import { SERVER_NAMES } from "./server_kinds.ts";
import type { TestServers } from "./servers.ts";

/** All four servers; disposing takes them down, with their data. */
export interface Stack extends AsyncDisposable {
  readonly servers: TestServers;
}

/** How to open a stack. */
export interface StackOptions {
  readonly from: Exclude<ServersFrom, "nowhere">;
  /** Whether tests must find the tools for servers of their own here, wherever the four come from. */
  readonly mustOwn: boolean;
  /** Ends the wait; what has started is taken down. */
  readonly signal: AbortSignal;
  /** Hears what takes long. */
  readonly tell: (message: string) => void;
}

/** Brings the servers up, all at once, on free ports. Throws an Error that says what is missing. */
export async function openStack({ from, mustOwn, signal, tell }: StackOptions): Promise<Stack> {
  const byCompose = from === "compose" || (from === "anywhere" && await hasCompose());
  if (mustOwn || !byCompose) await installTools(tell);
  signal.throwIfAborted();
  return byCompose ? await openComposeStack(signal) : await openLocalStack(signal);
}

/** The servers as processes of this machine. They die with this process, in whatever way it ends. */
async function openLocalStack(signal: AbortSignal): Promise<Stack> {
  await using stack = new AsyncDisposableStack();
  const failed = new AbortController();
  const opened = await Promise.allSettled(SERVER_NAMES.map(async (name) => {
    try {
      const ends = AbortSignal.any([signal, failed.signal]);
      return [name, stack.use(await openOwnServer(name, { signal: ends })).address] as const;
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  }));
  signal.throwIfAborted();
  failed.signal.throwIfAborted();
  const pairs = opened.flatMap((one) => one.status === "fulfilled" ? [one.value] : []);
  const servers = Object.fromEntries(pairs) as unknown as TestServers;
  const all = stack.move();
  return { servers, [Symbol.asyncDispose]: () => all.disposeAsync() };
}
