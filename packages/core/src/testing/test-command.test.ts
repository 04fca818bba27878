import { describe, expect, it, vi } from "vitest";

import { Micro } from "../app.ts";

function createApp(): Micro {
  const app = new Micro();
  app.command("greet", {
    description: "Greets.",
    run: async (words) => {
      console.log("Hello,", ...words);
      await Promise.resolve();
      process.stdout.write("and bye\n");
      console.error("a warning");
      process.stderr.write(new TextEncoder().encode("more\n"));
    },
  });
  app.command("status", { description: "Returns its word.", run: ([status]) => Number(status) });
  app.command("fail", {
    description: "Fails.",
    run: () => {
      console.log("before");
      throw new RangeError("too far");
    },
  });
  return app;
}

describe("app.testCommand()", () => {
  it("captures what a command writes [F361 B164]", async () => {
    expect(await createApp().testCommand(["greet", "Ann", "--loud"])).toEqual({
      exitCode: 0,
      stdout: "Hello, Ann --loud\nand bye\n",
      stderr: "a warning\nmore\n",
      error: undefined,
    });
  });

  it("gives the status that it returns [F361 B164]", async () => {
    expect((await createApp().testCommand(["status", "3"])).exitCode).toBe(3);
  });

  it("gives the error that it throws [F361]", async () => {
    const { exitCode, stdout, stderr, error } = await createApp().testCommand(["fail"]);
    expect([exitCode, stdout]).toEqual([1, "before\n"]);
    expect(error).toBeInstanceOf(RangeError);
    expect(stderr).toMatch(/^RangeError: too far\n/);
  });

  it.each([
    [["gret"], 'There is no command "gret". Did you mean "greet"?\n'],
    [[], /^There is no command ""/],
  ])("answers %j as the command line does", async (words, stderr) => {
    const result = await createApp().testCommand(words);
    expect(result).toMatchObject({ exitCode: 2, stdout: "", error: undefined });
    expect(result.stderr).toMatch(stderr);
  });

  it("gives the output back to the process", async () => {
    const before = [globalThis.console, process.stdout.write, process.stderr.write];
    await createApp().testCommand(["fail"]);
    expect([globalThis.console, process.stdout.write, process.stderr.write]).toEqual(before);
  });

  it("leaves alone what has taken the output before", async () => {
    const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    const spied = process.stdout.write;
    expect((await createApp().testCommand(["greet"])).stdout).toBe("Hello,\nand bye\n");
    expect([process.stdout.write, write.mock.calls]).toEqual([spied, []]);
  });

  it("keeps the output of commands that run at once apart", async () => {
    const app = createApp();
    const results = await Promise.all([app.testCommand(["greet", "A"]), app.testCommand(["greet", "B"])]);
    expect(results.map(({ stdout }) => stdout)).toEqual(["Hello, A\nand bye\n", "Hello, B\nand bye\n"]);
  });
});
