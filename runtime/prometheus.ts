/**
 * What LogFlow needs of prom-client, by its files: its main module loads ones for pushing, clusters and
 * Node's own figures too, with HTTP and TLS, which takes each service 30 ms.
 */
import type * as Prometheus from "prom-client";
import counter from "prom-client/lib/counter.js";
import gauge from "prom-client/lib/gauge.js";
import histogram from "prom-client/lib/histogram.js";
import registry from "prom-client/lib/registry.js";

/** As prom-client documents it. */
export const Counter: typeof Prometheus.Counter = counter;
/** As prom-client documents it. */
export const Gauge: typeof Prometheus.Gauge = gauge;
/** As prom-client documents it. */
export const Histogram: typeof Prometheus.Histogram = histogram;
/** As prom-client documents it. */
export const Registry: typeof Prometheus.Registry = registry;
/** As prom-client documents it. */
export type Registry = Prometheus.Registry;
