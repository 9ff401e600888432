import { Buffer } from "node:buffer";

/** The header `authorization` of basic authentication (RFC 7617, in UTF-8), where somebody logs in. */
export function toBasic(
  login: { readonly username: string; readonly password: string } | null,
): Record<string, string> {
  if (login === null) return {};
  const text = Buffer.from(`${login.username}:${login.password}`).toString("base64");
  return { authorization: `Basic ${text}` };
}
