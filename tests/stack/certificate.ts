import { runProgram } from "./run_program.ts";

/** Paths of PEM files. */
export interface Certificate {
  /** Whom clients have to trust. */
  readonly ca: string;
  readonly certificate: string;
  /** PKCS #8, without a password. */
  readonly key: string;
}

/** Makes a certificate for `hosts` and an authority that signed it, in `folder`; both hold for two days. */
export async function makeCertificate(
  folder: string,
  hosts: readonly string[] = ["127.0.0.1", "localhost"],
): Promise<Certificate> {
  const path = (name: string) => `${folder}/${name}`;
  await Deno.mkdir(folder, { recursive: true });
  const names = hosts.map((host) => `${/^[\d.]+$|:/.test(host) ? "IP" : "DNS"}:${host}`).join(",");
  await Deno.writeTextFile(
    path("leaf.cnf"),
    `subjectAltName=${names}\nbasicConstraints=CA:false\n`,
  );
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const authority = ["-x509", "-days", "2", "-subj", "/CN=LogFlow test authority"];
  await openssl("req", ...newKey, ...authority, "-keyout", path("ca.key"), "-out", path("ca.pem"));
  const subject = ["-subj", `/CN=${hosts[0]}`];
  await openssl(
    "req",
    ...newKey,
    ...subject,
    "-keyout",
    path("leaf.key"),
    "-out",
    path("leaf.csr"),
  );
  await openssl(
    ...["x509", "-req", "-days", "2", "-in", path("leaf.csr"), "-extfile", path("leaf.cnf")],
    ...["-CA", path("ca.pem"), "-CAkey", path("ca.key"), "-set_serial", "2"],
    ...["-out", path("leaf.pem")],
  );
  return { ca: path("ca.pem"), certificate: path("leaf.pem"), key: path("leaf.key") };
}

async function openssl(...args: readonly string[]): Promise<void> {
  await runProgram(["openssl", ...args]);
}
