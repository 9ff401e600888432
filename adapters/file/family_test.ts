import assert from "node:assert/strict";
import { familyOf, isRotated } from "./family.ts";
import { toServiceName } from "./service_name.ts";

Deno.test("familyOf takes the marks of rotation off a name", () => {
  const cases: [string, string][] = [
    ["/var/log/app.log", "/var/log/app.log"],
    ["/var/log/app.log.1", "/var/log/app.log"],
    ["app.log.12.gz", "app.log"],
    ["app.log.gz", "app.log"],
    ["app.log-20251023", "app.log"],
    ["app.log-20251023.gz", "app.log"],
    ["app.log.2025-10-23", "app.log"],
    ["app.log.2025-10-23_10", "app.log"],
    ["app-2025-10-23.log", "app.log"],
    ["app-2025-10-23-1.log.gz", "app.log"],
    ["app.20251023.log", "app.log"],
    ["syslog.1", "syslog"],
    ["worker-2.log", "worker-2.log"],
    ["worker-2", "worker-2"],
    ["10.0.0.1", "10.0.0.1"],
    ["a.1/b.log", "a.1/b.log"],
    [".gz", ".gz"],
  ];
  for (const [path, family] of cases) {
    assert.equal(familyOf(path), family, path);
    assert.equal(isRotated(path), path !== family);
  }
});

Deno.test("toServiceName takes the service from a file's name", () => {
  const cases: [string, string][] = [
    ["sample_logs/app.log", "app"],
    ["payment-service-2025-10-23.log", "payment-service"],
    ["/x/app.log.2.gz", "app"],
    ["worker-2.json", "worker-2"],
    ["syslog", "syslog"],
    ["order.service.log", "order.service"],
    [`/var/log/pods/shop_cart-1_${"0".repeat(32)}/web/0.log`, "web"],
  ];
  for (const [path, service] of cases) assert.equal(toServiceName(path), service, path);
});
