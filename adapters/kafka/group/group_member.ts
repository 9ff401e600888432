import type { Consumer, ConsumerCrashEvent, ConsumerGroupJoinEvent, LogEntry } from "kafkajs";
import { wait } from "../../../runtime/wait.ts";
import { createClient } from "../client.ts";
import { within } from "../../../runtime/within.ts";
import { type KafkaOptions, LEAVE_MS, TIMEOUTS } from "../options.ts";
import type { GroupMembership } from "../wire/group_requests.ts";
import { Sockets } from "../wire/sockets.ts";

/** What a member is given when the group shares the partitions anew. */
export interface Assignment extends GroupMembership {
  /** That are this member's alone, for as long as the generation lasts. */
  readonly partitions: readonly number[];
}

/** Who joins what, and who is told. */
export interface GroupMemberOptions {
  /** Full name of the group. */
  readonly group: string;
  /** Full name of the topic. */
  readonly topic: string;
  /** Told of each assignment: what was given before does not hold any more. */
  readonly onAssigned: (assignment: Assignment) => void;
  /** Told when the membership was lost; it is tried to join again. */
  readonly onLost: (error: Error) => void;
}

/**
 * Membership in a consumer group, by a consumer of kafkajs that reads nothing: with all partitions paused it
 * joins, shares the partitions, and goes on with its heartbeats however long anybody takes with what was
 * read. (Its own reading delivers twice around rebalances and stops after a resume, tulios/kafkajs#922 and
 * #1720.) When it ends by itself a new one takes its place.
 */
export class GroupMember implements AsyncDisposable {
  readonly #options: GroupMemberOptions;
  readonly #kafka: KafkaOptions;
  readonly #stopping = new AbortController();
  readonly #stopped: Promise<Error>;
  readonly #ended: Promise<void>;

  /** Joins. */
  constructor(options: GroupMemberOptions, kafka: KafkaOptions) {
    this.#options = options;
    this.#kafka = kafka;
    const { signal } = this.#stopping;
    this.#stopped = new Promise((resolve) => {
      signal.addEventListener("abort", () => resolve(signal.reason), { once: true });
    });
    this.#ended = this.#run();
  }

  /** Leaves: another member has the partitions at once. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const random = this.#kafka.random ?? Math.random;
    for (let failures = 0; !signal.aborted;) {
      const startMs = Date.now();
      const error = await this.#belong();
      if (signal.aborted) return;
      this.#options.onLost(error);
      failures = Date.now() - startMs > HEALTHY_MS ? 1 : failures + 1;
      const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** failures) * (0.5 + random() / 2);
      await wait(pauseMs, signal).catch(() => {});
    }
  }

  /** Until the membership ends; why. */
  async #belong(): Promise<Error> {
    const attempt = new Attempt(this.#options, this.#kafka);
    try {
      const crashed = attempt.start().then(() => attempt.crashed);
      return await Promise.race([crashed, this.#stopped]);
    } catch (error) {
      return error as Error;
    } finally {
      await attempt.end();
    }
  }
}

/** One consumer of kafkajs, from its start to its end. */
class Attempt {
  readonly crashed: Promise<Error>;
  readonly #options: GroupMemberOptions;
  readonly #consumer: Consumer;
  readonly #sockets = new Sockets();
  #generation: number | null = null;
  /** Until its generation is known. */
  #joined: Omit<Assignment, "generation"> | null = null;

  constructor(options: GroupMemberOptions, kafka: KafkaOptions) {
    this.#options = options;
    const client = createClient(kafka, {
      socketFactory: this.#sockets.make,
      onLog: (entry) => this.#onLog(entry),
    });
    const { sessionMs } = { ...TIMEOUTS, ...kafka.timeouts };
    this.#consumer = client.consumer({
      groupId: options.group,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs / 2, // Members join again at their next heartbeat.
      heartbeatInterval: Math.min(1000, sessionMs / 4),
      maxWaitTimeInMs: TURN_MS,
      metadataMaxAge: METADATA_MS,
      allowAutoTopicCreation: false,
      retry: {
        retries: 4,
        initialRetryTime: 100,
        maxRetryTime: 1000,
        restartOnFailure: () => Promise.resolve(false), // We do that.
      },
    });
    const { CRASH, GROUP_JOIN, HEARTBEAT } = this.#consumer.events;
    this.crashed = new Promise((resolve) => {
      this.#consumer.on(CRASH, ({ payload }: ConsumerCrashEvent) => resolve(payload.error));
    });
    this.#consumer.on(GROUP_JOIN, ({ payload }) => this.#onJoin(payload));
    this.#consumer.on(HEARTBEAT, ({ payload }) => {
      this.#generation = payload.groupGenerationId;
      this.#tell();
    });
  }

  async start(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [this.#options.topic], fromBeginning: true });
    await this.#consumer.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
  }

  async end(): Promise<void> {
    try {
      await within(LEAVE_MS, this.#consumer.disconnect(), undefined);
    } catch {
      // The coordinator notices by itself.
    } finally {
      this.#sockets[Symbol.dispose]();
    }
  }

  #onJoin({ memberId, memberAssignment }: ConsumerGroupJoinEvent["payload"]): void {
    this.#consumer.pause([{ topic: this.#options.topic }]);
    this.#joined = { memberId, partitions: memberAssignment[this.#options.topic] ?? [] };
    this.#tell();
  }

  /** kafkajs tells the generation only here and, a second later, with the first heartbeat. */
  #onLog({ log }: LogEntry): void {
    if (log.message === "Received assignment") this.#generation = log.generationId as number;
  }

  #tell(): void {
    if (this.#joined === null || this.#generation === null) return;
    const assignment = { ...this.#joined, generation: this.#generation };
    this.#joined = null;
    this.#options.onAssigned(assignment);
  }
}

/** How often kafkajs looks whether a heartbeat is due. */
const TURN_MS = 200;

/** After so long a new partition is noticed. */
const METADATA_MS = 60_000;

/** A membership that lasted so long was a good one. */
const HEALTHY_MS = 30_000;

const PAUSE_MS = 100;
const PAUSE_MS_MAX = 3000;
