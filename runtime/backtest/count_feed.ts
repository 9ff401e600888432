import type { TallyPlan } from "../../core/alert/tally_plan.ts";
import type { TallyGroup } from "../../core/stats/tallying.ts";
import type { Feed, FeedOptions } from "./feed.ts";
import { asItHappened, readPages } from "./read_pages.ts";
import { toBound } from "./to_bound.ts";

/** Gives a rule its events as the store counts them, by interval and group: far fewer than the events are. */
export class CountFeed implements Feed {
  events = 0;
  readonly #options: FeedOptions;
  readonly #plans: readonly TallyPlan[];
  /** Of each plan, and how many of them are given. */
  #answers: { readonly plan: TallyPlan; readonly groups: readonly TallyGroup[]; given: number }[] =
    [];
  #readToMs: number;
  /** How long the next part is to be. */
  #lengthMs: number;
  /** The next part, which is asked for while this one is given. */
  #next: Promise<Part> | null = null;

  /** Has loaded nothing yet. */
  constructor(options: FeedOptions, plans: readonly TallyPlan[]) {
    this.#options = options;
    this.#plans = plans;
    this.#readToMs = options.fromMs;
    this.#lengthMs = FIRST_INTERVALS * options.rule.intervalMs;
  }

  get dueMs(): number {
    const { rule: { intervalMs }, toMs } = this.#options;
    const times = this.#answers.flatMap(({ groups, given }) => {
      const next = groups[given];
      return next === undefined ? [] : next.atMs + intervalMs;
    });
    return Math.min(this.#readToMs < toMs ? this.#readToMs : Infinity, ...times);
  }

  needs(toMs: number): boolean {
    return this.#readToMs < toBound(this.#options, toMs);
  }

  async load(toMs: number): Promise<void> {
    const boundMs = toBound(this.#options, toMs);
    while (this.#readToMs < boundMs) {
      this.give(toMs);
      const { answers, toMs: readToMs, isLarge } = await (this.#next ?? this.#ask(this.#readToMs));
      this.#next = null;
      if (answers === null) await this.#giveEvents(this.#readToMs, readToMs);
      this.#answers = (answers ?? []).map((groups, i) => {
        return { plan: this.#plans[i]!, groups, given: 0 };
      });
      this.#readToMs = readToMs;
      if (isLarge) this.give(toMs); // It is one interval, and due: nothing of it is kept.
      if (readToMs < this.#options.toMs) this.#askAhead();
    }
  }

  give(toMs: number): void {
    const { run, rule } = this.#options;
    const lastMs = toBound(this.#options, toMs) - rule.intervalMs;
    for (const answer of this.#answers) {
      const { plan, groups } = answer;
      for (; answer.given < groups.length; answer.given++) {
        const group = groups[answer.given]!;
        if (group.atMs > lastMs) break;
        const counted = plan.toCounted(group);
        run.count(counted);
        this.events += counted.events;
      }
    }
  }

  #askAhead(): void {
    this.#next = this.#ask(this.#readToMs);
    this.#next.catch(() => {}); // Whoever waits for it is told.
  }

  /** As many intervals as have about as much in them as is wanted, and not much more. */
  async #ask(fromMs: number): Promise<Part> {
    const { rule: { intervalMs }, toMs: endMs, sizeWanted } = this.#options;
    for (;;) {
      const toMs = Math.min(fromMs + this.#lengthMs, endMs);
      const answers = await this.#askPlans(fromMs, toMs);
      const isOne = toMs - fromMs <= intervalMs;
      const size = (answers ?? []).reduce((sum, groups) => sum + toSize(groups), 1);
      const isLarge = answers === null || size > SIZE_EXCESS * sizeWanted;
      const factor = answers === null ? SHRINK : Math.min(GROWTH_MAX, sizeWanted / size);
      const intervals = Math.max(1, Math.floor((toMs - fromMs) * factor / intervalMs));
      this.#lengthMs = intervals * intervalMs;
      if (!isLarge || isOne) return { answers, toMs, isLarge };
    }
  }

  /** Null = there are more groups than a store counts at once. */
  async #askPlans(fromMs: number, toMs: number): Promise<(readonly TallyGroup[])[] | null> {
    const { store, signal } = this.#options;
    try {
      const answers: (readonly TallyGroup[])[] = [];
      for (const { query, tallies } of this.#plans) {
        const filter = { query, fromMs, toMs };
        const asked = { filter, histogram: null, facets: null, tallies, signal };
        answers.push((await store.aggregate(asked)).tallies ?? []);
      }
      return answers;
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  /** Of an interval that has too many groups; all before it is given. */
  async #giveEvents(fromMs: number, toMs: number): Promise<void> {
    const { rule, run, store, signal } = this.#options;
    const filter = { query: rule.query, fromMs, toMs };
    for await (const { events } of readPages(store, filter, signal)) {
      for (const event of events) run.add(asItHappened(event));
      this.events += events.length;
    }
  }
}

interface Part {
  /** Of each plan; null = it is one interval of too many groups. */
  readonly answers: readonly (readonly TallyGroup[])[] | null;
  readonly toMs: number;
  /** It is one interval that takes more room than is wanted. */
  readonly isLarge: boolean;
}

/** How much room an answer takes, in groups. */
function toSize(groups: readonly TallyGroup[]): number {
  return groups.reduce((sum, { texts, read }) => {
    const length = texts.reduce((sum, text) => sum + (text?.length ?? 0), 0);
    return sum + 1 + (length + read.length) / VALUES_OF_GROUP;
  }, 0);
}

/** So many characters or numbers take the room of a group. */
const VALUES_OF_GROUP = 50;

/** More than so many times as much as is wanted is not kept. */
const SIZE_EXCESS = 4;

/** The first part is not known to be large. */
const FIRST_INTERVALS = 16;

/** Where there are too many groups. */
const SHRINK = 0.25;

const GROWTH_MAX = 8;
