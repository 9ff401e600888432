/** SHA-256 of bytes, or of a text's UTF-8. */
export async function sha256(
  given: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
  if (NATIVE !== null) return new Uint8Array(NATIVE.createHash("sha256").update(bytes).digest());
  // It takes no view of a body that may still grow.
  const fixed = bytes.buffer.resizable ? bytes.slice() : bytes;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", fixed));
}

/** What of Node's crypto is used. */
interface NativeCrypto {
  createHash(name: "sha256"): {
    update(bytes: Uint8Array): { digest(): Uint8Array };
  };
}

interface Host {
  readonly process?: { readonly getBuiltinModule?: (name: string) => NativeCrypto | undefined };
}

/** Deno and Node have one that makes no copy of what it is given; null elsewhere. */
const NATIVE: NativeCrypto | null = (globalThis as Host).process?.getBuiltinModule?.("crypto") ??
  null;
