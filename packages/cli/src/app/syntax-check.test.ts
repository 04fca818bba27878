import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { findSyntaxError } from "./syntax-check.ts";

describe("findSyntaxError", () => {
  afterEach(removeProjects);

  it("finds it in a module that is imported", () => {
    const project = createProject({
      "app.js": 'import { a } from "./a.js";\nimport "./gone.js";\nexport const app = a;\n',
      "a.js": 'import { app } from "./app.js";\nconst b = import("./lib/b.mjs");\n',
      "lib/b.mjs": "one;\n  foo bar;\n",
    });
    expect(findSyntaxError(project.path("app.js"))).toBe(
      `${project.path("lib/b.mjs")}:2\n  foo bar;\n      ^^^`,
    );
  });

  it("gives nothing when all is well, or is TypeScript", () => {
    const project = createProject({ "app.js": 'import "./a.ts";\n', "a.ts": "const a: number = foo bar;" });
    expect(findSyntaxError(project.path("app.js"))).toBe("");
  });
});
