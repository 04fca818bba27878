import { describe, expect, it } from "vitest";

import { parseCreateOptions, usageOf } from "./command-line.ts";

describe("the words of the command", () => {
  it.each([
    ["", {}],
    ["my-site", { path: "my-site" }],
    ["site", { template: "site" }],
    ["site my-site", { template: "site", path: "my-site" }],
    ["my-site --template site", { template: "site", path: "my-site" }],
    ["api -t site", { template: "site", path: "api" }],
    ["extension hello -y", { template: "extension", path: "hello", isYes: true }],
    ["--no-install --no-git", { installs: false, makesRepository: false }],
    ["--install --git", { installs: true }],
    ["-j site", { template: "site", language: "javascript" }],
    ["-h", { isHelp: true }],
  ])("are read: %j", (line, expected) => {
    const words = line.split(" ").filter(Boolean);
    expect(parseCreateOptions(words)).toEqual({
      path: undefined,
      template: undefined,
      language: "typescript",
      isYes: false,
      isHelp: false,
      installs: undefined,
      makesRepository: true,
      ...expected,
    });
  });

  it.each([
    ["a b", 'There is no template "a". Choose one of minimal, site, api, extension.'],
    ["a -t b", 'There is no template "b". Choose one of minimal, site, api, extension.'],
    ["site a b", "There is one word too many: b. Name one folder."],
    ["site a -t api", "The template is named twice: site and api. Name it once."],
    ["--nope", "The command line cannot be read: Unknown option '--nope'. --help lists the options."],
    [
      "-t",
      "The command line cannot be read: Option '-t, --template <value>' argument missing. --help lists the options.",
    ],
  ])("are refused with a reason: %j", (line, message) => {
    expect(() => parseCreateOptions(line.split(" "))).toThrow(message);
  });
});

describe("the help", () => {
  it("names the command, the templates and the options", () => {
    const usage = usageOf("micro new");
    expect(usage).toMatch(/^Usage: micro new \[template\] \[folder\] \[options\]\n/);
    for (const word of ["minimal", "site", "api", "extension", "--yes", "--no-install", "--no-git"])
      expect(usage).toContain(word);
  });
});
