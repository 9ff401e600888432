import { runProgram } from "./run_program.ts";
import { type ServerKind, type ServerSite, toJavaFlags } from "./server_kind.ts";

/** One Apache Kafka broker that is its own controller (KRaft). */
export const KAFKA: ServerKind = {
  portCount: 2,
  stopSignal: "SIGTERM",
  endSignal: "SIGKILL",
  async prepare(site) {
    await Deno.writeTextFile(toConfigPath(site), await toProperties(site));
    if (await isFormatted(site)) return;
    const { password } = site.options;
    const scram = password === undefined ? [] : ["SCRAM-SHA-256", "SCRAM-SHA-512"];
    await runProgram([
      ...toJava(site),
      "kafka.tools.StorageTool",
      "format",
      ...["--config", toConfigPath(site), "--cluster-id", "bG9nZmxvdy10ZXN0LXNlcg"],
      ...scram.flatMap((name) => ["--add-scram", `${name}=[name=${USER},password=${password}]`]),
    ]);
  },
  toCommand: (site) => [...toJava(site), "kafka.Kafka", toConfigPath(site)],
  isReady: (_site, log) => log.includes("Kafka Server started"),
  toAddress: ({ ports }) => `127.0.0.1:${ports[0]}`,
};

/** The user that has the password of `ServerOptions`. */
const USER = "logflow";

function toConfigPath({ home }: ServerSite): string {
  return `${home}/server.properties`;
}

function toJava({ tools, options }: ServerSite): string[] {
  const { java, jars, logging } = tools.kafka!;
  const log = `-Dlog4j2.configurationFile=${logging}`;
  return [`${java}/bin/java`, ...toJavaFlags(options), log, "-cp", `${jars}/lib/*`];
}

async function isFormatted({ home }: ServerSite): Promise<boolean> {
  return await Deno.stat(`${home}/data/meta.properties`).then(() => true, () => false);
}

async function toProperties(site: ServerSite): Promise<string> {
  const { home, ports: [port, controllerPort], options } = site;
  const security = [options.password && "SASL", options.tls ? "SSL" : "PLAINTEXT"];
  const protocol = security.filter(Boolean).join("_");
  const properties = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.quorum.voters": `1@127.0.0.1:${controllerPort}`,
    "controller.listener.names": "CONTROLLER",
    "listeners": `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    "advertised.listeners": `CLIENTS://127.0.0.1:${port}`,
    "listener.security.protocol.map": `CLIENTS:${protocol},CONTROLLER:PLAINTEXT`,
    "inter.broker.listener.name": "CLIENTS",
    "log.dirs": `${home}/data`,
    "num.partitions": "3",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    ...(options.password === undefined ? {} : toSasl(options.password)),
    ...(options.tls === undefined ? {} : await toTls(site)),
    ...options.settings,
  };
  return Object.entries(properties).map(([key, value]) => `${key}=${value}\n`).join("");
}

function toSasl(password: string): Record<string, string> {
  const prefix = "listener.name.clients";
  const module = "org.apache.kafka.common.security";
  const user = `username="${USER}" password="${password}" user_${USER}="${password}"`;
  return {
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    [`${prefix}.sasl.enabled.mechanisms`]: "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512",
    [`${prefix}.plain.sasl.jaas.config`]: `${module}.plain.PlainLoginModule required ${user};`,
    [`${prefix}.scram-sha-256.sasl.jaas.config`]: `${module}.scram.ScramLoginModule required;`,
    [`${prefix}.scram-sha-512.sasl.jaas.config`]: `${module}.scram.ScramLoginModule required;`,
  };
}

async function toTls({ home, options }: ServerSite): Promise<Record<string, string>> {
  const { ca, certificate, key } = options.tls!;
  const parts = [await Deno.readTextFile(key), await Deno.readTextFile(certificate)];
  await Deno.writeTextFile(`${home}/server.pem`, parts.join(""));
  return {
    "ssl.keystore.type": "PEM",
    "ssl.keystore.location": `${home}/server.pem`,
    "ssl.truststore.type": "PEM",
    "ssl.truststore.location": ca,
  };
}
