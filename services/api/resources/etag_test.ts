import assert from "node:assert/strict";
import { HTTPException } from "@hono/hono/http-exception";
import { isKnown, refuseOther, toETag } from "./etag.ts";

function statusOf(ifMatch: string | null): number {
  try {
    refuseOther(new Headers(ifMatch === null ? {} : { "if-match": ifMatch }), 7);
    return 200;
  } catch (error) {
    if (error instanceof HTTPException) return error.status;
    throw error;
  }
}

Deno.test("refuseOther lets pass whoever names the revision, or any", () => {
  assert.equal(toETag(7), '"7"');
  for (const header of ['"7"', "*", " * ", '"6", "7"', '"a,b","7"', ' "7" ']) {
    assert.equal(statusOf(header), 200, header);
  }
});

Deno.test("refuseOther asks for If-Match, and refuses other ones", () => {
  assert.equal(statusOf(null), 428);
  for (const header of ["", '"6"', 'W/"7"', "7", '"7', '"77"', '"*"', '*, "6"', '"6", W/"7"']) {
    assert.equal(statusOf(header), 412, header);
  }
});

Deno.test("isKnown compares also weak ones", () => {
  const known = (header: string) => isKnown(new Headers({ "if-none-match": header }), toETag(7));
  for (const header of ['"7"', 'W/"7"', "*", '"6", W/"7"']) {
    assert.equal(known(header), true, header);
  }
  for (const header of ["", '"6"', "7", '"77"']) assert.equal(known(header), false, header);
  assert.equal(isKnown(new Headers(), toETag(7)), false);
});
