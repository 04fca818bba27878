import { readFileSync } from "node:fs";

import { MicroError } from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { CommandFailure } from "./command-failure.ts";
import { reportError } from "./error-report.ts";

/** An error whose stack is as given. */
function withStack<Failure extends Error>(error: Failure, stack: string): Failure {
  error.stack = stack;
  return error;
}

describe("reportError", () => {
  afterEach(removeProjects);

  it("is the message alone for a failure of a command, and where its code is explained [F513]", () => {
    const report = reportError(new CommandFailure("MICRO_APP_NOT_FOUND", "There is no app."), "/srv");
    const [, file = "", line] =
      /^There is no app\. \[MICRO_APP_NOT_FOUND\]\nExplained in (.*):(\d+)$/.exec(report) ?? [];
    expect(readFileSync(file, "utf8").split("\n")[Number(line) - 1]).toBe("## MICRO_APP_NOT_FOUND");
  });

  it("has the cause of a failure that is the app's own", () => {
    const cause = withStack(new TypeError("no name"), "TypeError: no name\n    at /srv/app.ts:1:2");
    const failure = new CommandFailure("MICRO_APP_FACTORY", "It failed.", { cause, showsCause: true });
    expect(reportError(failure, "/srv")).toMatch(
      /^It failed\. \[MICRO_APP_FACTORY\]\nCaused by: TypeError: no name\n    at app\.ts:1:2\nExplained in /,
    );
  });

  it("gives the message, the place and the lines of an error, relative to the folder", () => {
    const project = createProject({ "src/db.ts": "1;\nthrow boom;\n" });
    const stack = `TypeError: boom\n    at open (${project.path("src/db.ts")}:2:7)\n    at node:internal:1:1`;
    expect(reportError(withStack(new TypeError("boom"), stack), project.folder)).toBe(
      "TypeError: boom\n    at open (src/db.ts:2:7)\n\n  1 | 1;\n> 2 | throw boom;\n    |       ^",
    );
  });

  it("keeps the path of a file outside the folder", () => {
    const stack = "Error: no\n    at /elsewhere/app.ts:1:2";
    expect(reportError(withStack(new Error("no"), stack), "/srv/site")).toBe(
      "Error: no\n    at /elsewhere/app.ts:1:2",
    );
  });

  it("gives the message of a MicroError, which has its code, and no class name", () => {
    const error = withStack(new MicroError("MICRO_PATH_SYNTAX", "Write <id>."), "MicroError: x");
    expect(reportError(error, "/srv")).toMatch(/^Write <id>\. \[MICRO_PATH_SYNTAX\]\nExplained in /);
  });

  it("takes the place of a mistake in the grammar from the head of the stack", () => {
    const project = createProject({ "app.ts": "const a = 1;\nexport const = 3;\n" });
    const head = `file://${project.path("app.ts")}:2\nconst a = 1;\nexport const = 3;\n             ^\n\n`;
    const error = withStack(new SyntaxError("Unexpected token"), `${head}SyntaxError: Unexpected token`);
    expect(reportError(error, project.folder)).toBe(
      "SyntaxError: Unexpected token\n    at app.ts:2:14\n\n" +
        "  1 | const a = 1;\n> 2 | export const = 3;\n    |              ^",
    );
  });

  it("does without a column when there is no mark", () => {
    const error = withStack(new SyntaxError("no"), "/srv/app.js:2\nfoo bar\n\nSyntaxError: no");
    expect(reportError(error, "/srv")).toBe("SyntaxError: no\n    at app.js:2");
  });

  it("takes the place and the mistake from a compiler's message", () => {
    const message = 'Transform failed with 1 error:\n/srv/app.ts:4:1: ERROR: Expected ")" but found ";"';
    const error = withStack(
      new Error(message),
      `Error: ${message}\n    at /srv/node_modules/esbuild/main.js:1:1`,
    );
    expect(reportError(error, "/srv")).toBe('SyntaxError: Expected ")" but found ";"\n    at app.ts:4:2');
  });

  it("adds what is underneath", () => {
    const cause = withStack(new RangeError("too far"), "");
    const error = withStack(new Error("cannot open", { cause }), "");
    expect(reportError(error, "/srv")).toBe("Error: cannot open\nCaused by: RangeError: too far");
  });

  it("adds what a collection of errors holds", () => {
    const error = withStack(new AggregateError([withStack(new Error("one"), ""), "two"], "both"), "");
    expect(reportError(error, "/srv")).toBe(
      "AggregateError: both\nIncluding: Error: one\nIncluding: Something that is no error was thrown: two",
    );
  });

  it("does without a stack", () => {
    const error = new Error("no");
    delete error.stack;
    expect(reportError(error, "/srv")).toBe("Error: no");
  });
});
