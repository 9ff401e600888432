import type { ServerKind } from "./server_kind.ts";

/** One Redis server that keeps its data in an append-only file. */
export const REDIS: ServerKind = {
  portCount: 1,
  stopSignal: "SIGTERM",
  endSignal: "SIGKILL",
  prepare: () => Promise.resolve(),
  toCommand({ home, ports, options: { password, tls, settings }, tools }) {
    const listen = tls === undefined ? { port: `${ports[0]}` } : {
      "port": "0",
      "tls-port": `${ports[0]}`,
      "tls-cert-file": tls.certificate,
      "tls-key-file": tls.key,
      "tls-ca-cert-file": tls.ca,
      "tls-auth-clients": "no",
    };
    const all = {
      ...{ bind: "127.0.0.1", dir: home, save: "", appendonly: "yes" },
      "set-proc-title": "no", // Its command line tells whose it is.
      ...listen,
      ...(password === undefined ? {} : { requirepass: password }),
      ...settings,
    };
    return [tools.redis!, ...Object.entries(all).flatMap(([key, value]) => [`--${key}`, value])];
  },
  isReady: (_site, log) => log.includes("Ready to accept connections"),
  toAddress({ ports, options: { password, tls } }) {
    const secret = password === undefined ? "" : `:${encodeURIComponent(password)}@`;
    return `${tls === undefined ? "redis" : "rediss"}://${secret}127.0.0.1:${ports[0]}`;
  },
};
