import { ByteWriter } from "./byte_writer.ts";
import type { WireConnection } from "./wire_connection.ts";

/** Where a group is in a partition. */
export interface CommittedOffset {
  /** From 0. */
  readonly partition: number;
  /** Of the next record; -1 = none was committed. */
  readonly offset: number;
  /** What was committed beside it. */
  readonly metadata: string;
}

/** Who commits: a member of the group as it is now, or (generation -1) somebody while it has no members. */
export interface GroupMembership {
  /** Counts the assignments of the group. */
  readonly generation: number;
  /** As the coordinator named it. */
  readonly memberId: string;
}

/** Somebody outside of every group's membership. */
export const NO_MEMBER: GroupMembership = { generation: -1, memberId: "" };

/** The broker that coordinates a group (FindCoordinator, version 1). */
export async function findCoordinator(
  connection: WireConnection,
  group: string,
): Promise<{ readonly error: number; readonly address: string }> {
  const body = new ByteWriter().string(group).int8(0).bytes();
  const answer = await connection.request({ name: "FindCoordinator", key: 10, version: 1, body });
  answer.int32(); // throttle time
  const error = answer.int16();
  answer.string();
  answer.int32(); // node
  return { error, address: `${answer.string()}:${answer.int32()}` };
}

/** Names of the groups that the broker coordinates (ListGroups, version 2). */
export async function listGroups(
  connection: WireConnection,
): Promise<{ readonly error: number; readonly groups: readonly string[] }> {
  const request = { name: "ListGroups", key: 16, version: 2, body: new Uint8Array() };
  const answer = await connection.request(request);
  answer.int32(); // throttle time
  const error = answer.int16();
  const groups = answer.array(() => {
    const name = answer.string() ?? "";
    answer.string(); // protocol
    return name;
  });
  return { error, groups };
}

/** Where a group is (OffsetFetch, version 1). */
export async function fetchCommitted(
  connection: WireConnection,
  group: string,
  { topic, partitions }: { readonly topic: string; readonly partitions: readonly number[] },
): Promise<(CommittedOffset & { readonly error: number })[]> {
  const body = new ByteWriter().string(group).int32(1).string(topic);
  body.array(partitions, (partition) => body.int32(partition));
  const request = { name: "OffsetFetch", key: 9, version: 1, body: body.bytes() };
  const answer = await connection.request(request);
  return answer.array(() => {
    answer.string();
    return answer.array(() => {
      const partition = answer.int32();
      const offset = answer.int64();
      return { partition, offset, metadata: answer.string() ?? "", error: answer.int16() };
    });
  }).flat();
}

/** Moves a group (OffsetCommit, version 2). The error code of the first partition that failed, or 0. */
export async function commitOffsets(
  connection: WireConnection,
  { group, topic }: { readonly group: string; readonly topic: string },
  { member, offsets }: { member: GroupMembership; offsets: readonly CommittedOffset[] },
): Promise<number> {
  const body = new ByteWriter().string(group).int32(member.generation).string(member.memberId);
  body.int64(-1).int32(1).string(topic);
  body.array(offsets, ({ partition, offset, metadata }) => {
    body.int32(partition).int64(offset).string(metadata);
  });
  const request = { name: "OffsetCommit", key: 8, version: 2, body: body.bytes() };
  const answer = await connection.request(request);
  const codes = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      return answer.int16();
    });
  }).flat();
  return codes.find((code) => code !== 0) ?? 0;
}
