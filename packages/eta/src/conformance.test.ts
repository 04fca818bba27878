import { templateEngineConformance, type TemplateSyntax } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { withGarbageCollector } from "../../../test/garbage-collector.ts";
import { eta } from "./index.ts";

const ETA: TemplateSyntax = {
  extension: ".eta",
  print: (name) => `<%= it.${name} %>`,
  call: (name) => `<%= it.${name}() %>`,
  raw: (name) => `<%~ it.${name} %>`,
  filter: (name, filter) => `<%= it.filters.${filter}(it.${name}) %>`,
  test: (name, test) => `<%= it.tests.${test}(it.${name}) ? "yes" : "no" %>`,
  loop: (list, item, body) => `<% for (const ${item} of it.${list}) { it.${item} = ${item}; %>${body}<% } %>`,
  include: (name) => `<%~ include("${name}") %>`,
  promise: (name) => `<%= await it.${name} %>`,
  block: (name, body) => `<% layout("base.eta"); block("${name}", () => { %>${body}<% }) %>`,
  broken: "<%= it.a b %>",
};

describe("eta does what every engine does: it [F215]", () => {
  it.each(templateEngineConformance(eta, ETA, withGarbageCollector()))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
