import { describe, expect, it } from "vitest";

import { appNames, checkPackageName, extensionNames } from "./project-name.ts";

describe("the name of an app", () => {
  it.each(["my-site", "site2", "a", "2048", "my.site_3"])("may be %s", (name) => {
    expect(appNames(name)).toMatchObject({ package: name, name });
  });

  it.each([
    ["My Site", "my-site"],
    ["Über", "uber"],
    ["-site", "site"],
    [".site", "site"],
    ["site!", "site"],
  ])("may not be %j, but for example %s", (name, better) => {
    expect(() => checkPackageName(name)).toThrow(
      `A package cannot be named ${JSON.stringify(name)}: use small letters, digits, "-", "." and "_", a letter or digit first. For example ${better}.`,
    );
  });

  it.each(["", "..", "node_modules", "micro-web", "???", "a".repeat(215)])("may not be %j", (name) => {
    expect(() => checkPackageName(name)).toThrow(/first\.$/);
  });
});

describe("the names of an extension [F544]", () => {
  it.each(["hello-world", "micro-web-hello-world"])("are made of %s", (given) => {
    expect(extensionNames(given)).toEqual({
      package: "micro-web-hello-world",
      name: "micro-web-hello-world",
      kebab: "hello-world",
      camel: "helloWorld",
      Pascal: "HelloWorld",
      snake: "hello_world",
      UPPER: "HELLO_WORLD",
    });
  });

  it.each(["class", "new", "2fa", "Hello", "a_b", "a--b", "", "@me/x", "x".repeat(101)])(
    "cannot be made of %j",
    (given) => {
      expect(() => extensionNames(given)).toThrow(
        `An extension cannot be named ${JSON.stringify(given)}: its function is named after it.`,
      );
    },
  );
});
