import type { Config } from "../runtime/config.ts";
import { toDataFiles } from "../runtime/data_files.ts";
import { type Disk, readDisk } from "../runtime/free_bytes.ts";
import { Gauge, type Registry } from "../runtime/prometheus.ts";

/**
 * Tells how full the disk of the log store is (of the bus, where that alone is a file); where both are on servers,
 * their disks count, of which they tell themselves. NaN where the system does not tell.
 */
export function addDiskMetrics(registry: Registry, config: Config): void {
  const { logs, bus } = toDataFiles(config.dataDir);
  if (config.kafka !== null && config.elasticsearch !== null) return;
  const path = config.elasticsearch === null ? logs : bus;
  addGauges(registry, () => readDisk(path));
  if (config.elasticsearch !== null) return;
  new Gauge({
    name: "logflow_store_max_bytes",
    help: "Most bytes of the files of the store, LOGFLOW_DISK_MAX (NaN where it has no bound)",
    registers: [registry],
  }).set(config.diskBytesMax ?? NaN);
}

function addGauges(registry: Registry, read: () => Disk): void {
  const add = (name: string, help: string, of: (disk: Disk) => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        try {
          this.set(of(read()));
        } catch {
          this.set(NaN);
        }
      },
    });
  add(
    "logflow_disk_free_bytes",
    "Bytes that may still be written to the disk of the data",
    ({ freeBytes }) => freeBytes,
  );
  add(
    "logflow_disk_size_bytes",
    "Bytes that the disk of the data has in all",
    ({ sizeBytes }) => sizeBytes,
  );
}
