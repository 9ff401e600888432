/** Why the system refused something with a file, folder or port, in words that say how to mend it. */
export function toReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = REASONS.find(([kind]) => error instanceof kind);
  if (known !== undefined) return known[1];
  if ("code" in error && error.code === "EROFS") {
    return "it cannot be changed there (read-only); name another place";
  }
  return error.message.replace(/ \(os error .*/s, "");
}

const { errors } = Deno;

const NO_FOLDER = "it is, or lies below, a file; name a folder";

const NOT_CAPABLE = Deno.build.standalone
  ? "this binary was made for another configuration; make it anew by `deno task compile`"
  : "Deno keeps this part of the system to itself; name another place";

const REASONS = [
  [errors.NotFound, "it does not exist; create it or mend the path"],
  [errors.PermissionDenied, "this user has no right to do that"],
  [errors.NotCapable, NOT_CAPABLE],
  [errors.IsADirectory, "it is a folder; name a file"],
  [errors.NotADirectory, NO_FOLDER],
  [errors.AlreadyExists, NO_FOLDER],
] as const;
