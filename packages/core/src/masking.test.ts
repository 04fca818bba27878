import { describe, expect, it } from "vitest";

import { isSecretName, maskSecrets, withoutSecrets } from "./masking.ts";

describe("isSecretName [F458]", () => {
  it.each([
    "password",
    "userPassword",
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "token",
    "csrf_token",
    "X-Api-Key",
    "apiKey",
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "Set-Cookie",
    "aws_secret",
    "PRIVATE_PEM",
    "SENTRY_DSN",
    "key",
  ])("is true of %s", (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(["user", "monkey", "SESSION_COOKIE_NAME", "author", "keyboard", "Accept"])(
    "is false of %s",
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

describe("maskSecrets [F458]", () => {
  it("hides secrets by their names, at any depth, and leaves what there is not", () => {
    const value = {
      user: "ann",
      password: "x",
      token: "",
      SECRET_KEY: null,
      SECRET_KEY_FALLBACKS: [],
      nested: [{ apiKey: 7 }],
      map: new Map([["secret", "y"]]),
    };
    expect(maskSecrets(value)).toEqual({
      user: "ann",
      password: "[hidden]",
      token: "",
      SECRET_KEY: null,
      SECRET_KEY_FALLBACKS: [],
      nested: [{ apiKey: "[hidden]" }],
      map: { secret: "[hidden]" },
    });
    expect(value.password).toBe("x");
  });

  it("hides the password in a URL", () => {
    expect(maskSecrets("pg://app:hush@db/app and http://a/b")).toBe(
      "pg://app:[hidden]@db/app and http://a/b",
    );
  });

  it("takes other values as they are, and ends where objects go round in circles", () => {
    const circle: Record<string, unknown> = {};
    circle["again"] = circle;
    expect(JSON.stringify(maskSecrets(circle))).toContain("[more]");
    const date = new Date(0);
    expect(maskSecrets([1, true, null, undefined, date])).toEqual([1, true, null, undefined, date]);
  });
});

describe("withoutSecrets", () => {
  it("hides secrets wherever they stand, but not what could be any word", () => {
    expect(withoutSecrets("a s3cret and s3cret, abc", ["s3cret", "abc"])).toBe(
      "a [hidden] and [hidden], abc",
    );
  });
});
