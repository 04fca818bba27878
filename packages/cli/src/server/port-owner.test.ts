import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { platform } from "node:os";
import { describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { portOwner } from "./port-owner.ts";

describe("portOwner [F400]", () => {
  it.runIf(platform() === "linux")("is the process that listens, with its words", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    expect(portOwner(port)).toMatch(new RegExp(String.raw`^\S*node.* \(process ${process.pid}\)$`));
    await new Promise((resolve) => server.close(resolve));
    expect(portOwner(port)).toBe("");
  });

  it("is unknown where the system has no such tables, or does not show the process", () => {
    expect(portOwner(1, "/nowhere")).toBe("");
    const line =
      "   0: 0100007F:1388 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1";
    const project = createProject({ "net/tcp": line, "net/tcp6": "", "4711/cmdline": "x" });
    expect(portOwner(5000, project.folder)).toBe("");
    removeProjects();
  });
});
