import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createSecureContext } from "node:tls";

import { CommandFailure } from "../errors/command-failure.ts";
import { type Certificate, createAdhocCertificate } from "./adhoc-certificate.ts";

/** Where the certificate of a server is. */
export interface CertificateFiles {
  /** A file in PEM, or `adhoc` for one that is made for this run. @default none: http */
  readonly cert?: string | undefined;
  /** The file of its private key. */
  readonly key?: string | undefined;
}

/**
 * The certificate that a command line asks for; `null` without one.
 *
 * @param place - `folder`: what paths are relative to. `host`: what a certificate is made for.
 * @throws CommandFailure `MICRO_TLS_FILES` for options that do not go together, and files that cannot be used.
 * @example
 * readCertificate({ cert: "adhoc" }, { folder: process.cwd(), host: "127.0.0.1" });
 */
export function readCertificate(
  { cert, key }: CertificateFiles,
  { folder, host }: { readonly folder: string; readonly host: string },
): Certificate | null {
  if (cert === undefined) {
    if (key !== undefined) throw failure("--key is given without --cert. Give both, or none.");
    return null;
  }
  if (cert === "adhoc") {
    if (key !== undefined) throw failure("--cert adhoc makes its own key. Leave out --key.");
    return createAdhocCertificate(host);
  }
  if (key === undefined)
    throw failure("--cert names a file, which needs its private key. Give --key as well.");
  const certificate = {
    cert: read("--cert", resolve(folder, cert)),
    key: read("--key", resolve(folder, key)),
  };
  try {
    createSecureContext(certificate);
  } catch (error) {
    throw failure(
      `${cert} and ${key} are no pair in PEM: ${messageOf(error)}. Give a certificate and its own key.`,
      error,
    );
  }
  return certificate;
}

function read(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw failure(`The file of ${option} cannot be read: ${messageOf(error)}. Correct the path.`, error);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function failure(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure("MICRO_TLS_FILES", message, { cause, isUsage: true });
}
