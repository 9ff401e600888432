import { Group, type PackedGroup, packGroup, unpackGroup } from "./group.ts";
import type { Room } from "./room.ts";

/** The groups of a rule, as many as there is room for. */
export class GroupSet {
  readonly #room: Room;
  /** By their texts. */
  readonly #groups = new Map<string, Group>();

  /** None yet. */
  constructor(room: Room) {
    this.#room = room;
  }

  /** How many. */
  get size(): number {
    return this.#groups.size;
  }

  /** All of them; some may be dropped meanwhile. */
  all(): Iterable<Group> {
    return this.#groups.values();
  }

  /** The group with these texts, made where it is new; null = there is no room for one more. */
  open(values: readonly string[]): Group | null {
    const cut = values.map((value) => value.slice(0, VALUE_LENGTH_MAX));
    const key = toKey(cut);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= GROUPS_MAX || !this.#room.take()) return null;
    const group = new Group(cut);
    this.#room.use(group.cells() - 1); // For long texts.
    this.#groups.set(key, group);
    return group;
  }

  /** Forgets a group. */
  drop(group: Group): void {
    this.#groups.delete(toKey(group.values));
    this.#room.give(group.cells());
  }

  /** As JSON. */
  pack(): PackedGroup[] {
    return [...this.#groups.values()].map(packGroup);
  }

  /** Takes what was packed; gives it back, too. */
  unpack(packed: readonly PackedGroup[]): Group[] {
    return packed.map((one) => {
      const group = unpackGroup(one);
      this.#room.use(group.cells());
      this.#groups.set(toKey(group.values), group);
      return group;
    });
  }
}

function toKey(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : JSON.stringify(values);
}

/** A rule watches at most so many groups. */
export const GROUPS_MAX = 10_000;

/** Of a group's texts, UTF-16 code units: searched values have at most so many. */
const VALUE_LENGTH_MAX = 1024;
