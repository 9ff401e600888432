/** The real servers that tests may use; null = they could not be started here. */
export interface TestServers {
  /** `host:port`. */
  readonly kafka: string;
  /** URL. */
  readonly elasticsearch: string;
  /** URL. */
  readonly postgres: string;
  /** URL. */
  readonly redis: string;
}

/** The servers that `deno task test` started for this run, by the variable it sets; null = there are none. */
export function readStack(): TestServers | null {
  const text = Deno.env.get("LOGFLOW_TEST_STACK");
  return text ? JSON.parse(text) as TestServers : null;
}

/** What the name of a test says where it is ignored, as there are no servers. */
export const WITHOUT_SERVERS = " (not here: needs the real servers, see tests/stack)";
