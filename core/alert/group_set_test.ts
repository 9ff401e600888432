import assert from "node:assert/strict";
import { GroupSet } from "./group_set.ts";
import { Room, SharedRoom } from "./room.ts";

Deno.test("GroupSet has room for many groups of short texts, for fewer of long ones, and again once they go", () => {
  const open = (length: number) => {
    const groups = new GroupSet(new Room(new SharedRoom(0)));
    const made = Array.from({ length: 2000 }, (_, i) => groups.open([`${i}`.padEnd(length, "x")]))
      .filter((group) => group !== null);
    return { groups, made };
  };
  assert.equal(open(10).made.length, 1000);
  const { groups, made } = open(2000); // Cut to 1,024 characters.
  assert.equal(made.length, 91);
  assert.equal(groups.open([`5${"x".repeat(1999)}`]), made[5]);
  for (const group of made) groups.drop(group);
  assert.equal([...groups.all()].length, 0);
  assert.notEqual(groups.open(["x".repeat(2000)]), null);
});
