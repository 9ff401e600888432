import type { CreateMetrics } from "./metrics.ts";

/** Counts nothing: for where there is no Prometheus. */
export const createNoMetrics: CreateMetrics = ({ searches }) => ({
  registry: {
    contentType: "text/plain; version=0.0.4; charset=utf-8",
    metrics: () => Promise.resolve(""),
  },
  searches,
  request() {},
  begin: () => ({ [Symbol.dispose]() {} }),
  ingest() {},
});
