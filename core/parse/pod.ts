/** The container of a pod that wrote a file. */
export interface Pod {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/**
 * Whose log a file is, by the path that the kubelet gives it, `…/NAMESPACE_POD_UID/CONTAINER/N.log`, and those that
 * it makes of that when it rotates; null for any other. (Labels of a pod are in no path; only the API server has them.)
 */
export function toPod(file: string): Pod | null {
  const match = POD_LOG.exec(file);
  if (match === null) return null;
  const [, namespace, pod, container] = match;
  return { namespace: namespace!, pod: pod!, container: container! };
}

/** The UID is one of 36 characters, or the hash (32) of a static pod: nothing else is named like this by chance. */
const POD_LOG =
  /(?:^|\/)([a-z0-9-]{1,63})_([a-z0-9.-]{1,253})_(?:[0-9a-f]{32}|[0-9a-f-]{36})\/([a-z0-9-]{1,63})\/\d+\.log(?:$|\.[\d-]+(?:\.gz)?$)/;
