import { toDataFiles } from "../runtime/data_files.ts";
import { readUsage } from "./usage.ts";

/** How things were at one time. */
export interface Sample {
  /** Seconds since sampling began. */
  readonly seconds: number;
  /** Resident memory by service, MiB; those that could not be read are missing. */
  readonly rssMib: Readonly<Record<string, number>>;
  /** Files of the bus, MiB. */
  readonly busMib: number;
}

/** Looks at the services and the bus again and again until it is disposed. */
export class Sampler implements Disposable {
  /** In order of time. */
  readonly samples: Sample[] = [];
  readonly #services: ReadonlyMap<string, number>;
  readonly #bus: string;
  readonly #startMs = performance.now();
  readonly #timer: ReturnType<typeof setInterval>;

  /** Begins; `services` are pids by name. Looks every 200 ms unless told. */
  constructor(services: ReadonlyMap<string, number>, dataDir: string, everyMs = EVERY_MS) {
    this.#services = services;
    this.#bus = toDataFiles(dataDir).bus;
    this.#timer = setInterval(() => this.#look(), everyMs);
    this.#look();
  }

  /** The largest size of the bus's files that was seen, MiB. */
  get busPeakMib(): number {
    return Math.max(...this.samples.map(({ busMib }) => busMib));
  }

  /** Ends. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.samples.length >= SAMPLES_MAX) return;
    const rss = [...this.#services].flatMap(([name, pid]) => {
      const usage = readUsage(pid);
      return usage === null ? [] : [[name, toMib(usage.rssBytes)]];
    });
    this.samples.push({
      seconds: Math.round(performance.now() - this.#startMs) / 1000,
      rssMib: Object.fromEntries(rss),
      busMib: toMib(sizeOf([this.#bus, `${this.#bus}-wal`])),
    });
  }
}

/** Sum of the sizes of those files that exist. */
export function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => {
    try {
      return sum + Deno.statSync(path).size;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return sum;
      throw error;
    }
  }, 0);
}

/** Bytes as MiB, with one digit. */
export function toMib(bytes: number): number {
  return Math.round(bytes / 2 ** 20 * 10) / 10;
}

const EVERY_MS = 200;
const SAMPLES_MAX = 20_000;
