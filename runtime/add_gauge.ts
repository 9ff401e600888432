import { Gauge, type Registry } from "./prometheus.ts";

/** What is looked at whenever somebody asks. */
export interface GaugeOptions {
  /** With its unit last. */
  readonly name: string;
  /** What it is. */
  readonly help: string;
  /** Gives the value; what it throws makes NaN of it. */
  readonly read: () => number | Promise<number>;
}

/** Registers a gauge without labels; that it cannot be read keeps nobody from the other metrics. */
export function addGauge(registry: Registry, { name, help, read }: GaugeOptions): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    async collect() {
      try {
        this.set(await read());
      } catch {
        this.set(NaN);
      }
    },
  });
}
