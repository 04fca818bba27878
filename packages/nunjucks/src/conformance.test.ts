import { templateEngineConformance, type TemplateSyntax } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { withGarbageCollector } from "../../../test/garbage-collector.ts";
import { nunjucks } from "./index.ts";

const JINJA: TemplateSyntax = {
  extension: ".html",
  print: (name) => `{{ ${name} }}`,
  call: (name) => `{{ ${name}() }}`,
  raw: (name) => `{{ ${name} | safe }}`,
  filter: (name, filter) => `{{ ${name} | ${filter} }}`,
  test: (name, test) => `{{ "yes" if ${name} is ${test} else "no" }}`,
  property: (name, property) => `{{ ${name}.${property} }}`,
  loop: (list, item, body) => `{% for ${item} in ${list} %}${body}{% endfor %}`,
  include: (name) => `{% include "${name}" %}`,
  promise: (name) => `{{ ${name} }}`,
  block: (name, body) => `{% block ${name} %}${body}{% endblock %}`,
  macro: (name, body) => `{% macro ${name}(value) %}${body}{% endmacro %}`,
  broken: "{{ a b }}",
};

describe("nunjucks does what every engine does: it [F215]", () => {
  it.each(templateEngineConformance(nunjucks, JINJA, withGarbageCollector()))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});
