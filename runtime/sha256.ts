/** SHA-256 of bytes, or of a text's UTF-8. */
export async function sha256(
  given: string | Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = typeof given === "string" ? new TextEncoder().encode(given) : given;
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
