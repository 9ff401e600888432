import { ApiError } from "./api_error.ts";

/** Reads a body as UTF-8. Throws ApiError beyond `bytesMax`, so that nobody can fill the memory. */
export async function readText(response: Response, bytesMax: number): Promise<string> {
  const { body, status } = response;
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.length;
    if (bytes > bytesMax) {
      await reader.cancel();
      throw new ApiError(`Cannot read the answer: it is over ${bytesMax} bytes long`, { status });
    }
    text += decoder.decode(value, { stream: true });
  }
}
