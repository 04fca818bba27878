/** Where a server listens: an address and port, a socket file, or a socket that was opened by somebody else. */
export type BindAddress =
  | { readonly kind: "port"; readonly host: string; readonly port: number }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "descriptor"; readonly number: number };

/** The port where none is given, as Gunicorn's. */
const DEFAULT_PORT = "8000";

const ADDRESS = /^(?:\[([^\]]+)\]|([^:[\]/\s]*))(?::(\d{1,5}))?$/;

/**
 * Reads `HOST`, `HOST:PORT`, `:PORT`, `[IPv6]:PORT`, `unix:PATH`, `unix://PATH`, `fd://NUMBER`.
 *
 * @throws RangeError which says what is expected.
 * @example
 * parseBind(":8000"); // { kind: "port", host: "0.0.0.0", port: 8000 }
 */
export function parseBind(text: string): BindAddress {
  const path = /^unix:(?:\/\/(?=\/))?(.+)$/s.exec(text)?.[1];
  if (path !== undefined) return { kind: "file", path };
  const number = /^fd:\/\/(\d{1,4})$/.exec(text)?.[1];
  return number === undefined ? parsePlace(text) : { kind: "descriptor", number: Number(number) };
}

function parsePlace(text: string): BindAddress {
  const [whole = "", six, host = "", port = DEFAULT_PORT] = ADDRESS.exec(text) ?? [];
  if (whole === "" || Number(port) > 65_535)
    throw new RangeError(
      "Write HOST:PORT, :PORT for all addresses of this machine, unix:PATH or fd://NUMBER. A port is a number from 0 to 65535.",
    );
  return { kind: "port", host: six ?? (host || "0.0.0.0"), port: Number(port) };
}
