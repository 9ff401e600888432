import { fileURLToPath } from "node:url";
import { freePort } from "../e2e/pipeline_process.ts";
import { runProgram } from "./run_program.ts";
import type { ServerName } from "./server_kind.ts";
import { SERVER_NAMES } from "./server_kinds.ts";
import type { TestServers } from "./servers.ts";
import type { Stack } from "./stack.ts";

/** Whether an engine runs that this user may use, with Compose. */
export async function hasCompose(): Promise<boolean> {
  const asked = [["docker", "compose", "version"], ["docker", "info"]];
  const answers = await Promise.allSettled(asked.map((command) => runProgram(command)));
  return answers.every(({ status }) => status === "fulfilled");
}

/** The servers of `compose.yml` as a project of their own, on free ports. */
export async function openComposeStack(signal: AbortSignal): Promise<Stack> {
  const name = `logflow-test-${crypto.randomUUID().slice(0, 8)}`;
  const ports = Object.fromEntries(SERVER_NAMES.map((server) => [server, freePort()]));
  const project = { name, ports: ports as Record<ServerName, number> };
  await using stack = new AsyncDisposableStack();
  stack.defer(() => composeDown(project));
  await composeUp(project);
  signal.throwIfAborted();
  const all = stack.move();
  return { servers: toServers(project.ports), [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A Compose project of the four servers. */
export interface ComposeProject {
  readonly name: string;
  /** Of 127.0.0.1. */
  readonly ports: Readonly<Record<ServerName, number>>;
}

/** Starts them and waits until they are healthy. */
export async function composeUp(project: ComposeProject): Promise<void> {
  await compose(project, ["up", "--detach", "--wait", "--quiet-pull"]);
}

/** Ends them and removes their data. */
export async function composeDown(project: ComposeProject): Promise<void> {
  await compose(project, ["down", "--volumes", "--timeout", "10"]);
}

/** The names of those that run. */
export async function composeRunning(project: ComposeProject): Promise<readonly string[]> {
  const names = await compose(project, ["ps", "--services", "--status", "running"]);
  return names.split("\n").filter(Boolean);
}

/** Their addresses. */
export function toServers(ports: Readonly<Record<ServerName, number>>): TestServers {
  return {
    kafka: `127.0.0.1:${ports.kafka}`,
    elasticsearch: `http://127.0.0.1:${ports.elasticsearch}`,
    postgres: `postgres://postgres@127.0.0.1:${ports.postgres}/postgres`,
    redis: `redis://127.0.0.1:${ports.redis}`,
  };
}

async function compose({ name, ports }: ComposeProject, args: readonly string[]): Promise<string> {
  const file = fileURLToPath(new URL("./compose.yml", import.meta.url));
  const env = Object.fromEntries(
    Object.entries(ports).map(([server, port]) => [`${server.toUpperCase()}_PORT`, `${port}`]),
  );
  const command = ["docker", "compose", "--project-name", name, "--file", file, ...args];
  return await runProgram(command, { env });
}
