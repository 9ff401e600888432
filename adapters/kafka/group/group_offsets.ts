import type { Cluster } from "../cluster.ts";
import type { FetchedFrom } from "../fetched.ts";
import { CODE } from "../wire/error_codes.ts";
import { commitOffsets, fetchCommitted, type GroupMembership } from "../wire/group_requests.ts";

/** Where one group is in one incarnation of a topic: its committed offsets. */
export class GroupOffsets {
  readonly #cluster: Cluster;
  readonly #group: string;
  readonly #topic: Omit<FetchedFrom, "partition">;

  /** The full name of the group. */
  constructor(cluster: Cluster, group: string, topic: Omit<FetchedFrom, "partition">) {
    this.#cluster = cluster;
    this.#group = group;
    this.#topic = topic;
  }

  /** Offset of the next record, by partition; none where nothing was committed in this incarnation. */
  async read(partitions: readonly number[]): Promise<Map<number, number>> {
    const { id, topic } = this.#topic;
    const found = await this.#cluster.coordinator(this.#group, async (connection) => {
      const result = await fetchCommitted(connection, this.#group, { topic, partitions });
      return { error: result.find(({ error }) => error !== 0)?.error ?? 0, result };
    });
    return new Map(
      found.filter(({ offset, metadata }) => offset >= 0 && (metadata === "" || metadata === id))
        .map(({ partition, offset }) => [partition, offset]),
    );
  }

  /** Resolves once it is durable; false where `member` may not (any more), and nothing was done. */
  async commit(offsets: ReadonlyMap<number, number>, member: GroupMembership): Promise<boolean> {
    const { id, topic } = this.#topic;
    const list = [...offsets].map(([partition, offset]) => ({ partition, offset, metadata: id }));
    return await this.#cluster.coordinator(this.#group, async (connection) => {
      const place = { group: this.#group, topic };
      const error = await commitOffsets(connection, place, { member, offsets: list });
      const isStranger = STRANGER.includes(error);
      return { error: isStranger ? 0 : error, result: !isStranger };
    });
  }
}

/** The group has gone on without this member, or is about to. */
const STRANGER: readonly number[] = [
  CODE.illegalGeneration,
  CODE.unknownMember,
  CODE.rebalancing,
  CODE.fencedMember,
];
