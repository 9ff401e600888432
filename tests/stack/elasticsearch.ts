import { type ServerKind, type ServerSite, toJavaFlags } from "./server_kind.ts";

/** One Elasticsearch node without x-pack: no users, no TLS, no ILM. */
export const ELASTICSEARCH: ServerKind = {
  portCount: 2,
  stopSignal: "SIGTERM",
  endSignal: "SIGKILL",
  async prepare(site) {
    const { home, options, tools } = site;
    if (options.password !== undefined || options.tls !== undefined) {
      throw new Error(
        "Cannot give Elasticsearch a password or TLS: both are part of x-pack, " +
          "which Maven Central does not carry; put a server of the test's own before it",
      );
    }
    for (const folder of ["config", "logs", "plugins", "tmp"]) {
      await Deno.mkdir(`${home}/${folder}`, { recursive: true });
    }
    await Deno.remove(`${home}/modules`).catch(() => {}); // There is none at the first start.
    await Deno.symlink(`${tools.elasticsearch!.jars}/modules`, `${home}/modules`);
    await Deno.copyFile(tools.elasticsearch!.logging, `${home}/config/log4j2.properties`);
    await Deno.writeTextFile(`${home}/config/elasticsearch.yml`, toSettings(site));
  },
  toCommand({ home, tools, options }) {
    const { java, jars } = tools.elasticsearch!;
    return [
      `${java}/bin/java`,
      ...toJavaFlags(options),
      `-Djava.io.tmpdir=${home}/tmp`,
      `-Des.nativelibs.path=${jars}/native`,
      "-Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false",
      "--enable-native-access=ALL-UNNAMED",
      ...["-cp", `${jars}/lib/*`, "Launcher", home],
    ];
  },
  async isReady(site, log) {
    if (!log.includes("] started")) return false;
    const health = `${
      ELASTICSEARCH.toAddress(site)
    }/_cluster/health?wait_for_status=yellow&timeout=1s`;
    const response = await fetch(health, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    await response?.body?.cancel();
    return response?.ok === true;
  },
  toAddress: ({ ports }) => `http://127.0.0.1:${ports[0]}`,
};

function toSettings({ ports: [port, transportPort], options }: ServerSite): string {
  const settings = {
    "cluster.name": "logflow-test",
    "node.name": "node-1",
    "discovery.type": "single-node",
    "network.host": "127.0.0.1",
    "http.port": `${port}`,
    "transport.port": `${transportPort}`,
    "cluster.routing.allocation.disk.threshold_enabled": "false",
    ...options.settings,
  };
  return Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`).join("");
}
