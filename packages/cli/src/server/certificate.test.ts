import { X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { createAdhocCertificate } from "./adhoc-certificate.ts";
import { type CertificateFiles, readCertificate } from "./certificate.ts";

describe("an ad-hoc certificate", () => {
  it("is valid now, for a month, and signed by its own key [B181]", () => {
    const { cert, key } = createAdhocCertificate("127.0.0.1");
    const certificate = new X509Certificate(cert);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe("CN=Micro for development only");
    const now = Date.now();
    expect(Date.parse(certificate.validFrom)).toBeLessThan(now);
    expect(Date.parse(certificate.validTo)).toBeGreaterThan(now + 29 * 24 * 3600 * 1000);
    expect(() => createSecureContext({ cert, key })).not.toThrow();
  });

  it.each([
    ["127.0.0.1", "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"],
    ["example.org", "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:example.org"],
    [
      "fe80::12:1",
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:FE80:0:0:0:0:0:12:1",
    ],
    [
      "1:2:3:4:5:6:7:8",
      "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:1:2:3:4:5:6:7:8",
    ],
  ])("names this machine and %s [B181]", (host, names) => {
    expect(new X509Certificate(createAdhocCertificate(host).cert).subjectAltName).toBe(names);
  });
});

describe("the certificate of a command line", () => {
  afterEach(removeProjects);

  function read(options: CertificateFiles): ReturnType<typeof readCertificate> {
    const [one, two] = [createAdhocCertificate("a"), createAdhocCertificate("b")];
    const { folder } = createProject({ "a.pem": one.cert, "a.key": one.key, "b.key": two.key });
    return readCertificate(options, { folder, host: "127.0.0.1" });
  }

  it("is none when none is asked for [B181]", () => {
    expect(read({})).toBeNull();
  });

  it("is in two files, or made for this run [B181 F402]", () => {
    expect(read({ cert: "a.pem", key: "a.key" })?.cert).toMatch(/^-----BEGIN CERTIFICATE-----\n/);
    expect(read({ cert: "adhoc" })?.key).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  });

  it.each([
    [{ key: "a.key" }, "--key is given without --cert. Give both, or none."],
    [{ cert: "adhoc", key: "a.key" }, "--cert adhoc makes its own key. Leave out --key."],
    [{ cert: "a.pem" }, "--cert names a file, which needs its private key. Give --key as well."],
    [{ cert: "no.pem", key: "a.key" }, /^The file of --cert cannot be read: ENOENT.*Correct the path\./],
    [{ cert: "a.pem", key: "no.key" }, /^The file of --key cannot be read: ENOENT.*Correct the path\./],
    [{ cert: "a.pem", key: "b.key" }, /^a\.pem and b\.key are no pair in PEM: .*key values mismatch/],
    [{ cert: "a.key", key: "a.key" }, /^a\.key and a\.key are no pair in PEM: /],
  ])("is refused for %o [B181]", (options, message) => {
    expect(() => read(options)).toThrow(message);
  });
});
