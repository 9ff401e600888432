import { toAddress } from "../runtime/address.ts";
import type { FoundJob, Places } from "./job.ts";

/**
 * Where each service answers, `host:port`: what runs in the background listens where it was told to by its own flags,
 * as its record says; all others where the configuration says.
 */
export function toAsked(
  config: Places,
  jobs: readonly FoundJob[],
): (readonly [word: string, address: string])[] {
  const running = jobs.filter(({ file }) => file?.runs);
  const placesOf = (word: string): Places => {
    const job = running.find(({ record }) => record !== null && word in record.parts);
    return { ...config, ...job?.record?.places };
  };
  const ship = placesOf("ship");
  const process = placesOf("process");
  const api = placesOf("api");
  const alert = placesOf("alert");
  return [
    ["ship", toAddress(ship.metricsHost, ship.shipMetricsPort)],
    ["process", toAddress(process.metricsHost, process.processMetricsPort)],
    ["api", toAddress(api.apiHost, api.apiPort)],
    ["alert", toAddress(alert.metricsHost, alert.alertMetricsPort)],
  ];
}
