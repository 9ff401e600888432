import { toEngine } from "./engine.ts";
import { type JobRecord, QUICK_DEATH_MS, toPlaces, writeRecord } from "./job.ts";
import type { PartRecord } from "./job.ts";
import type { JobPlan } from "./job_plan.ts";
import type { Part } from "./parts.ts";

/** Keeps the record of a job, on disk, as it changes. A disk that does not take it keeps nobody from running. */
export class JobBook {
  readonly #folder: string;
  #record: JobRecord;

  constructor(folder: string, { word, args }: Part) {
    this.#folder = folder;
    this.#record = {
      ...{ word, pid: Deno.pid, startedAt: Date.now(), args, engine: "" },
      ...{ places: {}, parts: {}, problem: null, ended: null },
    };
    this.#change({});
  }

  /** It consists of this from now on. */
  tellPlan({ config, parts }: JobPlan): void {
    const { word } = this.#record;
    const known = this.#record.parts;
    const next = [...parts.keys()].map((part) => [part, known[part] ?? NEW]);
    this.#change({
      engine: toEngine(config),
      places: toPlaces(word, config),
      parts: Object.fromEntries(next),
      problem: null,
    });
  }

  /** A process was started. */
  tellStart(word: string, pid: number): void {
    this.#changePart(word, () => ({ pid, startedAt: Date.now() }));
  }

  /** It ended: as it was told to, or it died. */
  tellExit(word: string, isTold: boolean): void {
    this.#changePart(word, ({ startedAt, restarts, deaths }) => {
      if (isTold) return { pid: null };
      const isQuick = Date.now() - startedAt < QUICK_DEATH_MS;
      return { pid: null, restarts: restarts + 1, deaths: isQuick ? deaths + 1 : 1 };
    });
  }

  /** Something is wrong with the job as a whole. */
  tellProblem(problem: string): void {
    this.#change({ problem });
  }

  /** It has ended; `why` is null where somebody asked for that. */
  tellEnd(why: string | null): void {
    this.#change({ ended: { at: Date.now(), why } });
  }

  #changePart(word: string, change: (part: PartRecord) => Partial<PartRecord>): void {
    const part = this.#record.parts[word] ?? NEW;
    this.#change({ parts: { ...this.#record.parts, [word]: { ...part, ...change(part) } } });
  }

  #change(change: Partial<JobRecord>): void {
    this.#record = { ...this.#record, ...change };
    try {
      writeRecord(this.#folder, this.#record);
    } catch {
      // The next change may be told again.
    }
  }
}

const NEW: PartRecord = { pid: null, startedAt: 0, restarts: 0, deaths: 0 };
