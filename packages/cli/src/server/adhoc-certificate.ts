import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Tags of DER, the encoding of certificates (X.690). */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  identifier: 0x06,
  text: 0x0c,
  time: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
  ipAddress: 0x87,
} as const;

/** ecdsa-with-SHA256 (RFC 5758), commonName and subjectAltName (RFC 5280), encoded. */
const SIGNATURE = "2a8648ce3d040302";
const COMMON_NAME = "550403";
const ALTERNATIVE_NAMES = "551d11";

/** Milliseconds: longer than anybody develops without a break, and what browsers accept of a certificate. */
const LIFETIME = 30 * 24 * 3600 * 1000;

/**
 * Makes a certificate that signs itself, for https while you develop: browsers warn of it.
 *
 * Written out because Node can make keys and signatures but no certificates (X.509 version 3, RFC 5280).
 *
 * @param host - What the server is called, besides localhost.
 * @example
 * const { cert, key } = createAdhocCertificate("127.0.0.1");
 */
export function createAdhocCertificate(host: string): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = encode("sequence", encode("identifier", SIGNATURE));
  const name = nameOf("Micro for development only");
  const now = Date.now();
  const body = encode(
    "sequence",
    encode("version", encode("integer", "02")),
    encode("integer", Buffer.from([1, ...randomBytes(15)])), // the first byte keeps it positive
    algorithm,
    name,
    encode("sequence", timeOf(now - 60_000), timeOf(now + LIFETIME)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    encode(
      "extensions",
      encode("sequence", alternativeNames(new Set(["localhost", "127.0.0.1", "::1", host]))),
    ),
  );
  const signature = encode("bits", "00", sign("sha256", body, privateKey));
  const base64 = encode("sequence", body, algorithm, signature).toString("base64");
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, "$&\n").trim()}\n-----END CERTIFICATE-----\n`,
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
  };
}

function nameOf(text: string): Buffer {
  const attribute = encode("sequence", encode("identifier", COMMON_NAME), encode("text", Buffer.from(text)));
  return encode("sequence", encode("set", attribute));
}

/** GeneralizedTime: 20261121104500Z. */
function timeOf(time: number): Buffer {
  return encode("time", Buffer.from(`${new Date(time).toISOString().replaceAll(/[-:T]|\..*/g, "")}Z`));
}

function alternativeNames(hosts: ReadonlySet<string>): Buffer {
  const names = [...hosts].map((host) =>
    isIP(host) === 0 ? encode("dnsName", Buffer.from(host)) : encode("ipAddress", addressOf(host)),
  );
  return encode(
    "sequence",
    encode("identifier", ALTERNATIVE_NAMES),
    encode("octets", encode("sequence", ...names)),
  );
}

/** The four or sixteen bytes of an address. */
function addressOf(host: string): Buffer {
  if (isIP(host) === 4) return Buffer.from(host.split(".").map(Number));
  const [, inner = ""] = /^\[(.*)\]$/.exec(new URL(`http://[${host}]`).hostname) ?? [];
  const [before = "", after] = inner.split("::");
  const toGroups = (text: string): string[] =>
    text === "" ? [] : text.split(":").map((group) => group.padStart(4, "0"));
  const [head, tail] = [toGroups(before), toGroups(after ?? "")];
  const zeros = "0000".repeat(8 - head.length - tail.length);
  return Buffer.from(head.join("") + zeros + tail.join(""), "hex");
}

/** Tag, length, content; text is hexadecimal. */
function encode(tag: keyof typeof TAG, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part, "hex") : part)),
  );
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([TAG[tag], ...size]), content]);
}
