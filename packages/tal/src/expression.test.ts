import { describe, expect, it } from "vitest";

import { evaluate } from "../test/renderer-of.ts";

class Movie {
  readonly title = "Ran";
  readonly #year = 1985;

  get year(): number {
    return this.#year;
  }

  label(separator: string = ", ", options: { upper?: boolean } = {}): string {
    const text = `${this.title}${separator}${this.#year}`;
    return options.upper === true ? text.toUpperCase() : text;
  }
}

const CONTEXT = {
  movie: new Movie(),
  plain: { title: "Alien", tags: ["a", "b"], constructor: "data", nothing: null },
  list: [1, 2, 3],
  map: new Map([["k", "v"]]),
  none: null,
  missing: undefined,
  name: "ann lee",
  add: (left: number, right: number) => left + right,
  options: (value: unknown) => JSON.stringify(value),
};

describe("an expression", () => {
  it.each([
    ["literals", "1, 1_000, 1.5, 1e3, 'a', \"b\", 'it\\'s', '\\n\\t\\x'", "1,1000,1.5,1000,a,b,it's,\n\tx"],
    ["constants", "true, False, [none, None, null, nothing, undefined]", "true,false,,,,,"],
    [
      "lists and objects",
      "[1, [2],], (), ('a',), {a: 1, 'b': 2, ('c' ~ 1): 3}.b, {1: 2,}['1']",
      "1,2,,a,2,2",
    ],
    [
      "arithmetic",
      "1 + 2 * 3 - 4 / 2, 7 // 2, 7 % 4, 2 ** 3 ** 2, -2 ** 2, +3, (1 + 2) * 3",
      "5,3,3,512,-4,3,9",
    ],
    ["texts and lists", "'a' + 1, 'a' ~ 1 ~ none, [1] + [2]", "a1,a1,1,2"],
    [
      "comparison",
      "1 < 2, 2 <= 2, 'a' > 'b', 3 >= 4, 1 == 1, [1] == [1], 'a' != 'b', 1 === 1, 1 !== 1, none == missing",
      "true,true,false,false,true,true,true,true,false,true",
    ],
    [
      "membership",
      "1 in list, 5 not in list, 'nn' in name, 'k' in map, 'title' in plain, 'x' in plain",
      "true,true,true,true,true,false",
    ],
    [
      "logic",
      "1 and 0, 1 && 2, [] or 'x', '' || 'y', none ?? 'z', 0 ?? 1, not [], !1",
      "0,2,x,y,z,0,true,false",
    ],
    [
      "conditions",
      "'a' if list else 'b', 'a' if [] else 'b', 'a' if [], 1 ? 2 : 3, 0 ? 2 : 0 ? 3 : 4",
      "a,b,,2,4",
    ],
    [
      "paths",
      "plain.title, plain['title'], plain.tags.1, list[-1], list.length, name.0, map.get('k')",
      "Alien,Alien,b,3,3,a,v",
    ],
    [
      "members of classes",
      "movie.title, movie.year, movie.label(), movie.label(' '), movie.label(upper=true)",
      "Ran,1985,Ran, 1985,Ran 1985,[object Object]1985".replace("[object Object]", "Ran[object Object]"),
    ],
    ["calls", "add(1, 2), add(1, 2,), options(a=1, b='x'), shout('a')", '3,3,{"a":1,"b":"x"},A!'],
    [
      "methods of Python's texts",
      "name.capitalize(), name.title(), name.upper(), ' x '.strip(), name.startswith('ann'), name.endswith('x'), '-'.join(list), name.lower()",
      "Ann lee,Ann Lee,ANN LEE,x,true,false,1-2-3,ann lee",
    ],
    [
      "methods of texts and lists",
      "name.replace('ann', 'bob'), name.split(' ').length, list.join('-'), name.at(-1)",
      "bob lee,2,1-2-3,e",
    ],
    [
      "methods of dictionaries",
      "{a: 1}.items(), {a: 1}.keys(), {a: 1}.values(), {a: 1}.get('a'), {a: 1}.get('b', 2), {a: 1}.get('b')",
      "a,1,a,1,1,2,",
    ],
    [
      "tests",
      "2020 is recent, 1985 is not recent, 1985 is recent(1980), none is none, 1 is none, x is defined, name is defined, x is not defined",
      "true,true,true,true,false,false,true,true",
    ],
    ["what may be missing", "none?.title, missing?.x?.y, plain?.title", ",,Alien"],
    [
      "functions",
      "range(3), range(1, 3), range(3, 0, -1), len('ab'), len(map), str(1), int('7.5'), float('1.5'), sum(list), min(2, 1), max([1, 3])",
      "0,1,2,1,2,3,2,1,2,1,1,7,1.5,6,1,3",
    ],
    [
      "more functions",
      "enumerate('ab'), zip(list, 'ab'), sorted(['b', 'a', 'a']), sorted([10, 9]), reversed(list), sorted({'b': 1, 'a': 2})",
      "0,a,1,b,1,a,2,b,a,a,b,9,10,3,2,1,a,b",
    ],
    ["globals", "site", "Movies"],
  ])("reads %s", (_, expression, text) => {
    expect(evaluate(`str([${expression}])`, { ...CONTEXT, list: CONTEXT.list })).toBe(text);
  });

  it.each([
    ["not: plain.title", "false"],
    ["not: missing.x | none", "true"],
    ["exists: plain.title", "true"],
    ["exists: plain.x", "false"],
    ["exists: nobody.x", "false"],
    ["string: a ${name} $${b} ${list[0]}!", " a ann lee ${b} 1!"],
    ["nobody.name | plain.x | 'otherwise'", "otherwise"],
    ["nobody | string:its ${name}", "its ann lee"],
    ["plain.nothing | 'x'", ""],
    ["path: plain/tags/1", "b"],
    ["path: plain/none | plain/title", "Alien"],
    ["python: 1 + 1", "2"],
    ["expr: 'a' ~ 'b'", "ab"],
  ])("may be of another kind: %s", (expression, text) => {
    expect(evaluate(expression, CONTEXT)).toBe(text);
  });

  it("computes only what counts", () => {
    const boom = (): never => {
      throw new Error("boom");
    };
    const source =
      "[0 and boom(), 1 or boom(), 1 ?? boom(), 1 if 1 else boom(), 0 ? boom() : 2, none is none or boom()]";
    expect(evaluate(`str(${source})`, { boom })).toBe("0,1,1,1,2,true");
    expect(() => evaluate("boom() | 1", { boom })).toThrow("boom");
    expect(() => evaluate("boom() is defined", { boom })).toThrow("boom");
  });
});

describe("an expression that fails", () => {
  it.each([
    ["nam", '"nam" is not defined. Did you mean "name"?'],
    ["nobody", '"nobody" is not defined.'],
    ["none.title", '"title" is asked for of null'],
    ["missing.title.x", '"title" is asked for of what is undefined'],
    ["plain.x()", 'there is no function "x"'],
    ["plain.nothing()", '"nothing" is no function but null'],
    ["plain.title()", '"title" is no function but a string'],
    ["name()", '"name" is no function but a string'],
    ["plain.x.y", '"y" is asked for of what is undefined'],
    ["'a' * 2", 'TypeError: "a" is no number'],
    ["missing + 1", "what is undefined is no number"],
    ["1 in 5", "TypeError: 5 cannot contain anything"],
    ["1 is recnt", 'there is no test "recnt". Did you mean "recent"?'],
    ["range(10000000)", "RangeError: range() gives up to 1000000 numbers, not 10000000"],
    ["range(0, 1, 0)", "RangeError: range() gives up to 1000000 numbers, not Infinity"],
    ["later", "TypeError: a promise cannot be printed; await it in the view"],
  ])("says why: %s", (expression, problem) => {
    expect(() => evaluate(expression, { ...CONTEXT, later: Promise.resolve(1) })).toThrow(problem);
  });

  it.each([
    ["", "expected an expression instead of the end"],
    ["1 +", "expected an expression instead of the end"],
    ["a b", '"b" is not expected here'],
    ["(1", 'expected ")" instead of the end'],
    ["[1 2]", 'expected "," instead of "2"'],
    ["f(1 2)", 'expected "," instead of "2"'],
    ["{a 1}", 'expected ":" instead of "1"'],
    ["{a: 1 b: 2}", 'expected "," instead of "b"'],
    ["a.", "expected the name of a property"],
    ["a is 5", 'expected the name of a test after "is"'],
    ["a not b", 'expected "in" instead of "b"'],
    ["1 ? 2", 'expected ":" instead of the end'],
    ["a # b", '"#" means nothing here'],
    ["a = 1", '"=" is not expected here'],
    [")", 'expected an expression instead of ")"'],
    ["path: a b/c", '"a b/c" is no path'],
  ])("cannot be compiled: %j", (expression, problem) => {
    expect(() => evaluate(expression)).toThrow(problem);
  });

  it("has texts that end", () => {
    expect(() => evaluate("1 + 'a")).not.toThrow(); // the brace is in the text: it is none of an expression
  });
});

describe("what an expression can reach (A357)", () => {
  it.each([
    "movie.constructor",
    "movie.__proto__",
    "name.constructor",
    "list.constructor",
    "list.map.constructor",
    "add.constructor",
    "add.call",
    "add.prototype",
    "range.constructor",
    "(1).constructor",
    "true.constructor",
    "plain['__defineGetter__']",
    "map.get.apply",
    "plain.hasOwnProperty",
    "plain.toString",
    "{}.__lookupGetter__",
    "repeat",
  ])("does not lead to what makes code: %s", (expression) => {
    expect(evaluate(`(${expression}) | 'nothing'`, CONTEXT)).toBe("nothing");
  });

  it("is data, whatever it is called", () => {
    expect(evaluate("plain.constructor", CONTEXT)).toBe("data");
    expect(evaluate("m.__proto__.x", { m: JSON.parse('{"__proto__":{"x":1}}') })).toBe("1");
    expect(evaluate("m.x", { m: Object.assign(Object.create(null), { x: 1 }) })).toBe("1");
  });

  it("is no name that all objects have", () => {
    for (const name of ["constructor", "__proto__", "toString"])
      expect(() => evaluate(name)).toThrow(`"${name}" is not defined`);
  });
});
