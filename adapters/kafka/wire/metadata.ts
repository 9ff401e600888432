import { ByteWriter } from "./byte_writer.ts";
import type { WireConnection } from "./wire_connection.ts";

/** What the brokers say of one topic. */
export interface TopicMetadata {
  /** UUID of this incarnation, 32 hex digits; null where there is no such topic. */
  readonly id: string | null;
  /** 0, or why it cannot be told. */
  readonly error: number;
  /** `host:port` of each partition's leader, by partition; null = it has none now. */
  readonly leaders: readonly (string | null)[];
  /** `host:port` of all brokers, as they are advertised. */
  readonly brokers: readonly string[];
}

/** Asks for a topic (Metadata, version 10: the first with the topic's id). Creates none. */
export async function readMetadata(
  connection: WireConnection,
  topic: string | null,
): Promise<TopicMetadata> {
  const body = new ByteWriter().uvarint(topic === null ? 1 : 2);
  if (topic !== null) body.raw(new Uint8Array(16)).compactString(topic).uvarint(0);
  body.int8(0).int8(0).int8(0).uvarint(0);
  const answer = await connection.request({
    name: "Metadata",
    key: 3,
    version: 10,
    isFlexible: true,
    body: body.bytes(),
  });
  answer.int32(); // throttle time
  const addresses = new Map<number, string>();
  answer.compactArray(() => {
    const node = answer.int32();
    addresses.set(node, `${answer.compactString()}:${answer.int32()}`);
    answer.compactString(); // rack
    answer.tags();
  });
  answer.compactString(); // cluster id
  answer.int32(); // controller
  const brokers = [...addresses.values()];
  const [found] = answer.compactArray(() => {
    const error = answer.int16();
    answer.compactString();
    const id = answer.raw(16).toHex();
    answer.int8(); // is it internal?
    const leaders: (string | null)[] = [];
    answer.compactArray(() => {
      answer.int16();
      const index = answer.int32();
      leaders[index] = addresses.get(answer.int32()) ?? null;
      answer.int32(); // leader epoch
      for (let list = 0; list < 3; list++) answer.compactArray(() => answer.int32()); // replicas
      answer.tags();
    });
    answer.int32(); // operations allowed
    answer.tags();
    return { error, id: error === 0 ? id : null, leaders };
  });
  return { error: 0, id: null, leaders: [], ...found, brokers };
}
