import { describe, expect, it } from "vitest";

import { SeededRandom } from "../../fixtures/random.ts";
import { secureFilename } from "./secure-filename.ts";

describe("secureFilename [F264]", () => {
  it.each([
    ["My cool movie.mov", "My_cool_movie.mov"],
    ["../../../etc/passwd", "etc_passwd"],
    ["i contain cool \xfcml\xe4uts.txt", "i_contain_cool_umlauts.txt"],
    ["..\\..\\windows\\system32", "windows_system32"],
    ["/etc/passwd", "etc_passwd"],
    ["  a \t b  ", "a_b"],
    [".hidden", "hidden"],
    ["_a_", "a"],
    ["x.php\0.png", "x.php.png"],
    ["a;b'c\"d<e>.txt", "abcde.txt"],
    ["x.PhP", "x.PhP"],
    ["x.php.", "x.php"],
    ["ﬁle①.txt", "file1.txt"],
  ])("makes of %j the name %j [F83 A51]", (filename, safe) => {
    expect(secureFilename(filename)).toBe(safe);
  });

  it.each(["", "..", "/", "///", "\\", "丽", "🎬", "._.", " "])("leaves nothing of %j [F83]", (filename) => {
    expect(secureFilename(filename)).toBe("");
  });

  it.each(["CON", "nul", "aux.txt", "COM1", "lpt9.tar.gz", "PRN.txt.html"])(
    "does not leave the device %s of Windows [F83 A15 A16]",
    (filename) => {
      expect(secureFilename(filename)).toBe(`_${filename}`);
    },
  );

  it("leaves nothing but safe characters of any text [F83]", () => {
    const random = new SeededRandom(3);
    for (let run = 0; run < 2000; run++) {
      expect(secureFilename(random.text('ab./\\ _-\0éß:*?"<>|%\n', 0, 20))).toMatch(
        /^$|^[A-Za-z0-9-](?:[\w.-]*[A-Za-z0-9-])?$/,
      );
    }
  });
});
