/** What a service answers now. */
export interface Answer {
  /** What is wrong with it; null = nothing. */
  readonly problem: string | null;
}

/** Asks `/health`; null = it does not answer, or is no service of LogFlow. */
export async function askHealth(address: string): Promise<Answer | null> {
  const response = await ask(`http://${address}/health`);
  if (response === null) return null;
  try {
    const { status, problem = null } = JSON.parse(response.text);
    return typeof status === "string"
      ? { problem: problem === null ? null : String(problem) }
      : null;
  } catch {
    return null;
  }
}

/** The text of `/metrics`; null = there is none now. */
export async function askMetrics(address: string): Promise<string | null> {
  const response = await ask(`http://${address}/metrics`);
  return response?.isOk ? response.text : null;
}

async function ask(url: string): Promise<{ isOk: boolean; text: string } | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS_MAX) });
    return { isOk: response.ok, text: await response.text() };
  } catch {
    return null;
  }
}

const ASK_MS_MAX = 2000;
