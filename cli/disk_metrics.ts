import { addGauge } from "../runtime/add_gauge.ts";
import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { readDisk } from "../runtime/free_bytes.ts";
import type { Registry } from "../runtime/prometheus.ts";

/**
 * Tells how full the disk of the log store is (of the bus, where that alone is a file); where both are on servers,
 * their disks count, of which they tell themselves. NaN where the system does not tell.
 */
export function addDiskMetrics(registry: Registry, config: Config): void {
  const { kafka, elasticsearch, diskBytesMax } = config;
  if (kafka !== null && elasticsearch !== null) return;
  const { logs, bus } = toDataFiles(config.dataDir);
  const path = elasticsearch === null ? logs : bus;
  addGauge(registry, {
    name: "logflow_disk_free_bytes",
    help: "Bytes that may still be written to the disk of the data",
    read: () => readDisk(path).freeBytes,
  });
  addGauge(registry, {
    name: "logflow_disk_size_bytes",
    help: "Bytes that the disk of the data has in all",
    read: () => readDisk(path).sizeBytes,
  });
  if (elasticsearch !== null) return;
  addGauge(registry, {
    name: "logflow_store_max_bytes",
    help: "Most bytes of the files of the store, LOGFLOW_DISK_MAX (NaN where it has no bound)",
    read: () => diskBytesMax ?? NaN,
  });
}
