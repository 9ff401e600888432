import { type Client, createClient } from "../client/client.ts";
import { isReadable } from "../client/target.ts";
import type { RemoteConfig } from "../runtime/remote.ts";
import { UsageError } from "./failure.ts";
import { readCa } from "./read_ca.ts";

/** A client, and what it holds. */
export interface OpenApi extends Disposable {
  /** Asks the API. */
  readonly client: Client;
}

/**
 * Makes a client of the API that is configured. Throws UsageError where its key would go in the open and nobody
 * said that it may.
 */
export function openApi({ url, key, ca, insecure }: RemoteConfig): OpenApi {
  if (key !== null && !insecure && isReadable(new URL(url))) {
    throw new UsageError(
      `LOGFLOW_API_KEY: cannot be sent to "${
        new URL(url).origin
      }", as by plain HTTP all on the way can read ` +
        "it; give an https address, or --insecure",
    );
  }
  const certificates = readCa("LOGFLOW_API_CA", ca);
  const http = certificates === null ? null : Deno.createHttpClient({ caCerts: [certificates] });
  try {
    const client = createClient({
      url,
      key: key ?? undefined,
      insecure,
      fetch: (request) => http === null ? fetch(request) : fetch(request, { client: http }),
    });
    return { client, [Symbol.dispose]: () => http?.close() };
  } catch (error) {
    http?.close();
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}
