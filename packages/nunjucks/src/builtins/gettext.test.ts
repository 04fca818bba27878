import { Markup, Micro, TemplateTexts } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { contextOf } from "../../test/builtin-context.ts";
import { Translations, TRANSLATIONS, translations } from "../translations.ts";
import { GLOBALS } from "./builtins.ts";
import { findTranslation } from "./gettext.ts";
import type { BuiltinContext } from "./builtin.ts";

const GERMAN = new Translations({
  locale: "de",
  messages: {
    Hello: "Hallo",
    "Hello %(name)s": "Hallo %(name)s",
    "%(num)s film": ["%(num)s Film", "%(num)s Filme"],
    "<b>%(name)s</b>": "<i>%(name)s</i>",
  },
  contexts: { menu: { Open: "Öffnen", "%(num)s item": { one: "ein Eintrag", other: "%(num)s Einträge" } } },
});

function contextWith(
  variables: Readonly<Record<string, unknown>>,
  autoescape: boolean = false,
): BuiltinContext {
  return { ...contextOf(autoescape), variable: (name) => variables[name] };
}

const IN_GERMAN = contextWith({ [TRANSLATIONS]: GERMAN });

type Call = [
  name: string,
  values: readonly unknown[],
  keywords?: Readonly<Record<string, unknown>>,
  BuiltinContext?,
];

function call(...[name, values, keywords = {}, context = IN_GERMAN]: Call): unknown {
  return GLOBALS.get(name)?.(context, values, keywords);
}

describe("gettext's functions [F213]", () => {
  it("translate", () => {
    expect(call("_", ["Hello"])).toBe("Hallo");
    expect(call("gettext", ["Hello %(name)s"], { name: "Ann" })).toBe("Hallo Ann");
    expect(call("ngettext", ["%(num)s film", "%(num)s films", 1])).toBe("1 Film");
    expect(call("ngettext", ["%(num)s film", "%(num)s films", 2])).toBe("2 Filme");
    expect(call("pgettext", ["menu", "Open"])).toBe("Öffnen");
    expect(call("npgettext", ["menu", "%(num)s item", "%(num)s items", 3])).toBe("3 Einträge");
  });

  it("give the text itself without a translation", () => {
    expect(call("_", ["Bye"])).toBe("Bye");
    expect(call("ngettext", ["%(num)s cat", "%(num)s cats", 2])).toBe("2 cats");
    expect(call("pgettext", ["door", "Open"])).toBe("Open");
    expect(call("npgettext", ["door", "%(num)s key", "%(num)s keys", 1])).toBe("1 key");
  });

  it("give the text itself where no translations are installed", () => {
    const bare = contextWith({});
    expect(call("_", ["Hello"], {}, bare)).toBe("Hello");
    expect(call("ngettext", ["%(num)s film", "%(num)s films", 2], {}, bare)).toBe("2 films");
    expect(call("ngettext", ["%(num)s film", "%(num)s films", 1], {}, bare)).toBe("1 film");
    expect(call("pgettext", ["menu", "Open"], {}, bare)).toBe("Open");
    expect(call("npgettext", ["menu", "one", "many", 2], {}, bare)).toBe("many");
    expect(call("npgettext", ["menu", "one", "many", 1], {}, bare)).toBe("one");
    expect(call("_", ["Hello"], {}, contextWith({ [TRANSLATIONS]: 5 }))).toBe("Hello");
  });

  it("are the app's own where it has some", () => {
    const own = contextWith({ gettext: (text: string) => text.toUpperCase() });
    expect(call("_", ["Hello"], {}, own)).toBe("HELLO");
  });

  it("need a number to choose by", () => {
    expect(() => call("ngettext", ["a", "b", "many"])).toThrow(
      'a translation is chosen by a number, not by "many"',
    );
  });

  it("keep markup and escape the rest around it", () => {
    const escaping = contextWith({}, true);
    const text = call("_", ["<%(a)s & %(b)s>"], { a: new Markup("<b>"), b: "<" }, escaping);
    expect(text).toEqual(new Markup("&lt;<b> &amp; &lt;&gt;"));
    expect(call("_", ["<%(b)s>"], { b: "<" }, escaping)).toBe("<<>");
  });
});

describe("the tag trans [F213]", () => {
  it("is translated by its texts", () => {
    const films = { context: null, singular: "%(num)s film", plural: "%(num)s films" };
    expect(findTranslation(IN_GERMAN, films, 2)).toBe("%(num)s Filme");
    expect(findTranslation(IN_GERMAN, { context: "menu", singular: "Open", plural: null }, null)).toBe(
      "Öffnen",
    );
  });
});

describe("translations", () => {
  it("know the forms of their language", () => {
    const polish = new Translations({ locale: "pl", messages: { file: ["plik", "pliki", "plików"] } });
    expect([1, 2, 5, 22, 25].map((count) => polish.ngettext("file", "files", count))).toEqual([
      "plik",
      "pliki",
      "plików",
      "pliki",
      "plików",
    ]);
    const japanese = new Translations({ locale: "ja", messages: { file: ["ファイル"] } });
    expect(japanese.ngettext("file", "files", 5)).toBe("ファイル");
    const french = new Translations({ locale: "fr", messages: { file: ["fichier", "fichiers"] } });
    expect([0, 1, 2].map((count) => french.ngettext("file", "files", count))).toEqual([
      "fichier",
      "fichier",
      "fichiers",
    ]);
  });

  it("are read of a .po file as JSON", () => {
    const german = Translations.fromPo("de", {
      translations: {
        "": {
          "": { msgstr: ["Language: de\n"] },
          Hello: { msgstr: ["Hallo"] },
          Later: { msgstr: [""] },
          film: { msgstr: ["Film", "Filme"] },
        },
        menu: { Open: { msgstr: ["Öffnen"] } },
      },
    });
    expect([german.gettext("Hello"), german.gettext("Later"), german.gettext("")]).toEqual([
      "Hallo",
      "Later",
      "",
    ]);
    expect(german.ngettext("film", "films", 3)).toBe("Filme");
    expect(german.pgettext("menu", "Open")).toBe("Öffnen");
    expect(Translations.fromPo("de", { translations: {} }).gettext("Hello")).toBe("Hello");
    expect(german.locale).toBe("de");
  });

  it("are installed by an extension", () => {
    const app = new Micro(null, { templateSource: new TemplateTexts({}) });
    app.use(translations(GERMAN));
    expect(Object.keys(app.extensions)).toContain("translations");
  });

  it("are chosen for each request", () => {
    const select = (request: unknown): Translations =>
      request === "a request" ? GERMAN : new Translations({ locale: "en" });
    const during = contextWith({ [TRANSLATIONS]: select, request: "a request" });
    expect(call("_", ["Hello"], {}, during)).toBe("Hallo");
    expect(call("_", ["Hello"], {}, contextWith({ [TRANSLATIONS]: select }))).toBe("Hello");
  });
});
