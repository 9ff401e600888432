import { WITHOUT_SERVERS } from "../stack/servers.ts";
import { within } from "./bus_fixture.ts";

/** Which backend a contract suite runs on. */
export interface Backend<Fixture extends AsyncDisposable> {
  /** For the tests' names. */
  readonly name: string;
  /** Makes a new, empty one. */
  readonly makeFixture: () => Promise<Fixture>;
  /** Whether it cannot run here, as it needs a server. */
  readonly ignore?: boolean;
  /** False where a client library has a timer of its own that goes on for a moment. */
  readonly sanitize?: boolean;
}

/** Defines tests of a port on one backend, each with a fixture of its own and 20 s to end. */
export function contractTestOf<Fixture extends AsyncDisposable>(
  port: string,
  { name, makeFixture, ignore = false, sanitize = true }: Backend<Fixture>,
): (what: string, run: (fixture: Fixture) => Promise<void>) => void {
  return (what, run) =>
    Deno.test({
      name: `${port} (${name}) ${what}${ignore ? WITHOUT_SERVERS : ""}`,
      ignore,
      sanitizeOps: sanitize,
      sanitizeResources: sanitize,
      fn: () =>
        within((async () => {
          await using fixture = await makeFixture();
          await run(fixture);
        })()),
    });
}
