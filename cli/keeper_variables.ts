import { variablesOf } from "../runtime/word_variables.ts";
import { HANDED_ON } from "./deno_command.ts";

/**
 * The environment of what keeps a word running, from that of `start`: of the environment alone, as it reads `.env`
 * itself, now and when it is told to. Telemetry is for the services that it starts: Deno may keep a process that
 * sends from ending.
 */
export function toKeeperVariables(
  own: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = variablesOf("keep");
  const mayRead = (name: string) =>
    names.some((one) => one.endsWith("*") ? name.startsWith(one.slice(0, -1)) : one === name);
  const given = Object.entries(own).filter(([name]) => mayRead(name));
  return Object.fromEntries(
    given.map(([name, value]) => [name === "OTEL_DENO" ? HANDED_ON : name, value]),
  );
}
