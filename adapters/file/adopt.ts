import { isGzip } from "./family.ts";
import type { Handles } from "./handles.ts";
import type { Verdict } from "./identify.ts";
import type { Roster } from "./roster.ts";
import type { Appearance } from "./slot.ts";

/** What adopting needs. */
export interface AdoptContext {
  /** Those that are known. */
  readonly roster: Roster;
  /** Those that are open. */
  readonly handles: Handles;
  /** Tells people. */
  readonly say: (message: string) => void;
}

/** The file goes on with what appeared; what it had and that lacks is counted as lost, and said. */
export function adopt(
  { file, shorter }: Verdict & { readonly kind: "known" },
  { slot, stat, openPath, nowMs }: Appearance & { openPath: string; nowMs: number },
  { roster, handles, say }: AdoptContext,
): void {
  handles.close(file);
  file.gzip = isGzip(slot.path);
  const had = Math.max(stat.size, file.mark.offset);
  const missing = file.gzip ? 0 : Math.max(0, file.size - had);
  if (missing > 0) {
    file.lost += missing;
    say(`Lost ${missing} bytes of "${file.path}": its copy "${slot.path}" lacks them`);
  }
  file.doneSize = shorter ? stat.size : -1;
  file.verified = true;
  file.dirty = true;
  roster.place(file, slot, { path: openPath, stat, nowMs });
}
