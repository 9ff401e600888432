/** One metric as a service exposes it. */
export interface ExposedMetric {
  readonly name: string;
  /** counter, gauge or histogram. */
  readonly type: string;
  readonly help: string;
  /** Names of the labels that its samples have, but `le` of a histogram, in order. */
  readonly labels: readonly string[];
  /** Names of its samples: those of a histogram end in `_bucket`, `_sum`, `_count`. */
  readonly samples: readonly string[];
}

/** Reads Prometheus's text format, as far as prom-client writes it. */
export function parseMetrics(text: string): ExposedMetric[] {
  return text.split(/^(?=# HELP )/m).filter((part) => part.trim() !== "").map((part) => {
    const [, name, help] = /^# HELP (\S+) (.*)$/m.exec(part)!;
    const [, type] = /^# TYPE \S+ (\S+)$/m.exec(part)!;
    const samples = [...part.matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)];
    const labels = samples.flatMap(([, , given]) =>
      [...(given ?? "").matchAll(/([a-z_]+)="(?:[^"\\]|\\.)*"/g)].map(([, label]) => label!)
    );
    return {
      name: name!,
      help: help!,
      type: type!,
      labels: [...new Set(labels)].filter((label) => !(label === "le" && type === "histogram")),
      samples: [...new Set(samples.map(([, sample]) => sample!))],
    };
  });
}
