import { tmpdir } from "node:os";
import { PassThrough } from "node:stream";
import { describe, expect, it, vi } from "vitest";

import { createTerminal } from "./terminal.ts";

describe("the terminal of the process", () => {
  it("runs commands and gives what they wrote", async () => {
    const terminal = createTerminal();
    const script = 'console.log("out"); console.error("err"); process.exitCode = 3;';
    const { status, output } = await terminal.run(process.execPath, ["-e", script], tmpdir());
    expect([status, output.split("\n").filter(Boolean).toSorted()]).toEqual([3, ["err", "out"]]);
    expect(await terminal.run("no-such-command-here", [], tmpdir())).toMatchObject({ status: null });
  });

  it("writes to the standard streams", () => {
    const out = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const error = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const terminal = createTerminal();
    terminal.print("made");
    terminal.showProgress("1 s");
    terminal.warn("no");
    expect(out.mock.calls.flat()).toEqual(["made\n", "\r\u001b[K1 s"]);
    expect(error.mock.calls.flat()).toEqual(["no\n"]);
  });

  it("asks for a line", async () => {
    const input = new PassThrough();
    vi.spyOn(process, "stdin", "get").mockReturnValue(Object.assign(input, { fd: 0 }) as never); // all that is read
    vi.spyOn(process, "stdout", "get").mockReturnValue(new PassThrough() as never); // all that is written
    const answer = createTerminal().ask("Name? ");
    input.write("Ann\n");
    expect(await answer).toBe("Ann");
  });
});
