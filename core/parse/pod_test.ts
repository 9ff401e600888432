import assert from "node:assert/strict";
import { parseBatch } from "./parse_batch.ts";
import { toPod } from "./pod.ts";
import { toTestBatch } from "./test_batch.ts";

const UID = "a3b0c1d2-1111-2222-3333-444455556666";

Deno.test("toPod tells the container by the path of the kubelet, also after rotation, and of nothing else", () => {
  const folder = `/var/log/pods/shop_cart-7d9f.x_${UID}/web`;
  const pod = { namespace: "shop", pod: "cart-7d9f.x", container: "web" };
  for (const name of ["0.log", "12.log", "0.log.20251023-101112", "0.log.20251023-101112.gz"]) {
    assert.deepEqual(toPod(`${folder}/${name}`), pod, name);
  }
  const fixed = `kube-system_etcd-node1_${"0123456789abcdef".repeat(2)}/etcd/3.log`;
  assert.equal(toPod(fixed)?.pod, "etcd-node1");
  for (
    const path of [
      ...["/var/log/app.log", `${folder}/web.log`, `${folder}/0.logs`, `${folder}/0.log.tmp`],
      ...["/var/log/pods/shop_cart_7d9f/web/0.log", `/shop_cart_${UID}/0.log`, ""],
    ]
  ) assert.equal(toPod(path), null, path);
});

Deno.test("parseBatch tells namespace, pod and container of a pod's log, beside what its lines say", () => {
  const file = `/var/log/pods/shop_cart-1_${UID}/web/0.log`;
  const lines = [
    '2025-10-23T14:32:15.1Z stdout F {"level":"warn","msg":"slow","k8s.pod.name":"mine"}',
    "2025-10-23T14:32:16.1Z stderr P a line in\n2025-10-23T14:32:16.2Z stderr F  two parts",
  ];
  const batch = toTestBatch(lines, { format: "cri", file, service: "web" });
  const [first, second] = parseBatch(batch, 0);
  assert.deepEqual({ ...first!.fields }, {
    ...{ "k8s.namespace.name": "shop", "k8s.pod.name": "cart-1", "k8s.container.name": "web" },
    ...{ "k8s.pod.name_2": "mine", stream: "stdout" },
  });
  assert.equal(second!.message, "a line in two parts");
  assert.deepEqual({ ...second!.fields }, {
    ...{ "k8s.namespace.name": "shop", "k8s.pod.name": "cart-1", "k8s.container.name": "web" },
    stream: "stderr",
  });
});
