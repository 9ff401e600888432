import type { ConfigFault } from "../core/errors.ts";
import { parsePathOrNone, parseSecret } from "./config_values.ts";

/** Another `api` that words of the terminal ask, in place of the files and servers of this configuration. */
export interface RemoteConfig {
  /** Where it is; without name and password. */
  readonly url: string;
  /** An API key; null = none is sent. */
  readonly key: string | null;
  /** Path of a PEM file; null = the system's. */
  readonly ca: string | null;
  /** Whether the key may be sent by plain HTTP to another machine; only a flag says so. */
  readonly insecure: boolean;
}

/** Its settings. */
export const REMOTE_VARIABLES = {
  LOGFLOW_API_URL: {
    initial: "",
    help:
      "URL of an API to ask, in place of the data folder and servers; its key: LOGFLOW_API_KEY.",
    flag: "--api",
    parse: parseApiUrl,
  },
  LOGFLOW_API_KEY: {
    initial: "",
    help: "An API key for LOGFLOW_API_URL.",
    flag: null,
    parse: parseSecret,
  },
  LOGFLOW_API_CA: {
    initial: "",
    help: "File with the certificate authority (PEM) of LOGFLOW_API_URL; the system's when unset.",
    flag: null,
    parse: parsePathOrNone,
  },
} as const;

type Values = {
  readonly [Name in keyof typeof REMOTE_VARIABLES]: ReturnType<
    (typeof REMOTE_VARIABLES)[Name]["parse"]
  >;
};

/** What the values mean; null = no API is asked. */
export function toRemote(values: Values): RemoteConfig | null {
  const { LOGFLOW_API_URL: url, LOGFLOW_API_KEY: key, LOGFLOW_API_CA: ca } = values;
  return url === null ? null : { url, key, ca, insecure: false };
}

/** The variables from which {@linkcode toRemote} reads the same again. */
export function toRemoteVariables(
  remote: RemoteConfig | null,
): Record<keyof typeof REMOTE_VARIABLES, string> {
  return {
    LOGFLOW_API_URL: remote?.url ?? "",
    LOGFLOW_API_KEY: remote?.key ?? "",
    LOGFLOW_API_CA: remote?.ca ?? "",
  };
}

/** What does not go together. A value that could not be read is undefined. */
export function findRemoteFaults(
  { LOGFLOW_API_URL: url, LOGFLOW_API_CA: ca }: Partial<Values>,
): ConfigFault[] {
  if (!ca || !url?.startsWith("http:")) return [];
  const problem = "is of no use with a URL of http://; give https://, or unset LOGFLOW_API_CA";
  return [{ key: "LOGFLOW_API_CA", problem }];
}

/** Throws RangeError, without what may be a password. */
function parseApiUrl(text: string): string | null {
  if (text === "") return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RangeError(
      "is no URL that begins with http:// or https://; give one such as http://127.0.0.1:8000",
    );
  }
  if (url.username === "" && url.password === "") return text;
  throw new RangeError("has a name or password in it; give a key by LOGFLOW_API_KEY instead");
}
