import { Markup, Micro, render, TemplateTexts } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { nunjucks, Translations, translations } from "./index.ts";

const GERMAN = new Translations({
  locale: "de",
  messages: {
    Hello: "Hallo",
    "<b>%(name)s</b>, hello": "Hallo <b>%(name)s</b>",
    "%(count)s film": ["%(count)s Film", "%(count)s Filme"],
  },
  contexts: { menu: { Open: "Öffnen" } },
});

const TEMPLATES = {
  "page.html":
    "{% from 'macros.html' import greet %}{% extends 'base.html' %}{% block body %}{{ greet(name) }} {% trans count=films %}{{ count }} film{% pluralize %}{{ count }} films{% endtrans %}{% endblock %}",
  "base.html": "<h1>{{ _('Hello') }}</h1>{% block body %}{% endblock %}{% include 'menu.html' %}",
  "menu.html": "<a>{% trans 'menu' %}Open{% endtrans %}</a>",
  "macros.html":
    "{% macro greet(name) %}{% trans name=name %}<b>{{ name }}</b>, hello{% endtrans %}{% endmacro %}",
};

function createApp(): Micro {
  const app = new Micro(null, { engines: [nunjucks()], templateSource: new TemplateTexts(TEMPLATES) });
  app.use(
    translations((request) =>
      request?.query.get("language") === "de" ? GERMAN : new Translations({ locale: "en" }),
    ),
  );
  app.get("/", () => render("page.html", { name: "<Ann>", films: 2 }));
  return app;
}

describe("translations in an app [F213]", () => {
  it("are those of the request, in inherited, included and imported templates", async () => {
    const client = createApp().testClient();
    expect((await client.get("/?language=de")).text).toBe(
      "<h1>Hallo</h1>Hallo <b>&lt;Ann&gt;</b> 2 Filme<a>Öffnen</a>",
    );
    expect((await client.get("/")).text).toBe("<h1>Hello</h1><b>&lt;Ann&gt;</b>, hello 2 films<a>Open</a>");
  });

  it("need no request: mails have their own", async () => {
    expect(await createApp().renderText(render("menu.html"))).toBe("<a>Open</a>");
  });

  it("may be functions of the app's own", async () => {
    const app = new Micro(null, { engines: [nunjucks()], templateSource: new TemplateTexts(TEMPLATES) });
    app.templates.addGlobal("gettext", (text: string) => text.replace("Hello", "HELLO"));
    app.templates.addGlobal("pgettext", async (context: string, text: string) => `${context}/${text}`);
    expect(await app.renderText(render("menu.html"))).toBe("<a>menu/Open</a>");
    const page = "{{ _('Hello') }} {% trans a=html %}{{ a }}{% endtrans %}";
    expect(await app.templates.renderString(page, { html: new Markup("<i>") })).toBe("HELLO <i>");
  });
});
