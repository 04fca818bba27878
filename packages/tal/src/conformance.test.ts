import { templateEngineConformance, type TemplateSyntax } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { withGarbageCollector } from "../../../test/garbage-collector.ts";
import { tal } from "./index.ts";

const TAL: TemplateSyntax = {
  extension: ".pt",
  print: (name) => `\${${name}}`,
  call: (name) => `\${${name}()}`,
  raw: (name) => `\${structure: ${name}}`,
  filter: (name, filter) => `\${${filter}(${name})}`,
  test: (name, test) => `\${'yes' if ${name} is ${test} else 'no'}`,
  property: (name, property) => `\${${name}.${property}}`,
  loop: (list, item, body) => `<tal:x repeat="${item} ${list}">${body}</tal:x>`,
  include: (name) => `<metal:x use-macro="load: ${name}"></metal:x>`,
  block: (name, body) => `<metal:x define-macro="${name}">${body}</metal:x>`,
  broken: "${a b}",
};

describe("tal does what every engine does: it [F215]", () => {
  it.each(templateEngineConformance(tal, TAL, withGarbageCollector()))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
