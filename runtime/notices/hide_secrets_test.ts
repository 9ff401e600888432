import assert from "node:assert/strict";
import { hideSecrets, toHeaderSecrets } from "./hide_secrets.ts";

Deno.test("toHeaderSecrets finds what a server may say of a header: the token alone, name and password", () => {
  const said = (value: string, text: string) => hideSecrets(text, toHeaderSecrets(value));
  assert.equal(said("Bearer abcdefgh12345678", "bad token abcdefgh12345678"), "bad token ***");
  const basic = `Basic ${btoa("logflow-user:correct horse")}`;
  assert.equal(said(basic, "logflow-user, correct horse: no"), "***, ***: no");
  assert.equal(said("Basic ???", "no"), "no");
});
