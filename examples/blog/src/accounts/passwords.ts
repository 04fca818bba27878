import { Passwords } from "@micro-web/login";

/** Of scrypt: some 70 ms for each password, and hardly any in tests, which log in often. */
const cost = process.env["NODE_ENV"] === "test" ? 1024 : 32_768;

/** Hashes and checks passwords. */
export const passwords: Passwords = new Passwords({ scrypt: { cost } });
