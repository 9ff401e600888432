import { setDefaultAutoSelectFamily } from "node:net";

/**
 * Has clients that connect by `node:net` try one address of a name, the first. Where that refuses, they would try
 * the next, and Deno (2.9), which grants a name's first address alone, would end the process in place of failing.
 */
export function tryOneAddress(): void {
  setDefaultAutoSelectFamily(false);
}
