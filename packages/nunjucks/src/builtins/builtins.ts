import type { Builtin } from "./builtin.ts";
import { CHOICE_FILTERS } from "./choice-filters.ts";
import { DATE_FILTERS } from "./date-filters.ts";
import { NAMED_GLOBALS } from "./globals.ts";
import { HTML_FILTERS } from "./html-filters.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { NUMBER_FILTERS } from "./number-filters.ts";
import { SELECTION_FILTERS } from "./selection-filters.ts";
import { NAMED_TESTS } from "./tests.ts";
import { TEXT_FILTERS } from "./text-filters.ts";
import { VALUE_FILTERS } from "./value-filters.ts";

/** The filters that every template has: all of Jinja's, `dump` and `nl2br` of nunjucks, `date` of Twig, some of Django. */
export const FILTERS: ReadonlyMap<string, Builtin> = new Map([
  ...VALUE_FILTERS,
  ...TEXT_FILTERS,
  ...HTML_FILTERS,
  ...NUMBER_FILTERS,
  ...LIST_FILTERS,
  ...SELECTION_FILTERS,
  ...DATE_FILTERS,
  ...CHOICE_FILTERS,
]);

/** The tests that every template has: all of Jinja's, `empty` of Twig, those of nunjucks. */
export const TESTS: ReadonlyMap<string, Builtin> = new Map(NAMED_TESTS);

/** The functions that every template has: all of Jinja's, and those of gettext. */
export const GLOBALS: ReadonlyMap<string, Builtin> = new Map(NAMED_GLOBALS);
