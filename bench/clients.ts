import { ask } from "./ask.ts";
import { LIVE_MIX } from "./query_set.ts";
import { percentile } from "./statistics.ts";

/** How a crowd of clients fared. */
export interface Searched {
  /** Of each answer, milliseconds. */
  readonly times: readonly number[];
  /** The same by the question's name. */
  readonly timesByQuestion: ReadonlyMap<string, readonly number[]>;
  /** Answers that were none. */
  readonly failed: number;
}

/** Clients that search until they are ended. */
export interface Crowd {
  /** Resolves once all have their last answer. */
  end(): Promise<Searched>;
}

/** Clients that ask the live mix, each beginning elsewhere in it, and rest after each answer. */
export function startClients(
  apiUrl: string,
  { clients, pauseMs }: { clients: number; pauseMs: number },
): Crowd {
  const timesByQuestion = new Map<string, number[]>(LIVE_MIX.map(({ name }) => [name, []]));
  let failed = 0;
  let isOver = false;
  const run = async (client: number) => {
    for (let i = client; !isOver; i++) {
      const { name, asked } = LIVE_MIX[i % LIVE_MIX.length]!;
      const answer = await ask(apiUrl, asked).catch(() => null);
      if (answer?.status !== 200) failed++;
      if (answer !== null) timesByQuestion.get(name)!.push(answer.ms);
      const restMs = answer === null ? Math.max(pauseMs, UNREACHABLE_PAUSE_MS) : pauseMs;
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  };
  const running = Array.from({ length: clients }, (_, client) => run(client));
  return {
    async end() {
      isOver = true;
      await Promise.all(running);
      return { times: [...timesByQuestion.values()].flat(), timesByQuestion, failed };
    },
  };
}

/** The p99 of each kind of question, milliseconds. */
export function toP99s({ timesByQuestion }: Searched): Record<string, number> {
  const p99s = [...timesByQuestion].map(([name, times]) => [name, percentile(times, 0.99)]);
  return Object.fromEntries(p99s);
}

/** So that an `api` that has gone is not asked without end. */
const UNREACHABLE_PAUSE_MS = 100;
