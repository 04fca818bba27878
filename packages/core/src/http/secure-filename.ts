/** Names that Windows takes for devices, whatever their extension. */
const DEVICE = /^(?:CON|PRN|AUX|NUL|COM\d|LPT\d)$/i;

/**
 * A name for a file that is safe on every file system: ASCII letters, digits, `_`, `.` and `-`, no path, no dot in front
 * (Werkzeug's `secure_filename`).
 *
 * @param filename - What a client says.
 * @returns "" when nothing is left of it; then make a name up. Two uploads may have one name.
 * @example
 * secureFilename("My cool movie.mov"); // "My_cool_movie.mov"
 * secureFilename("../../../etc/passwd"); // "etc_passwd"
 * secureFilename("i contain cool \xfcml\xe4uts.txt"); // "i_contain_cool_umlauts.txt"
 */
export function secureFilename(filename: string): string {
  const ascii = filename.normalize("NFKD").replaceAll(/\P{ASCII}/gu, "");
  const words = ascii.replaceAll(/[/\\]/g, " ").split(/\s+/).filter(Boolean);
  const name = words
    .join("_")
    .replaceAll(/[^A-Za-z0-9_.-]/g, "")
    .replaceAll(/^[._]+|[._]+$/g, "");
  return DEVICE.test(name.split(".")[0] ?? "") ? `_${name}` : name;
}
