import { CreateFailure } from "./create-failure.ts";

/** What is written in place of `__KEY__` in templates. */
export interface ProjectNames {
  /** Of the package: "micro-web-hello-world". */
  readonly package: string;
  /** The same, as templates of apps call it. */
  readonly name: string;
  /** "hello-world" */
  readonly kebab: string;
  /** "helloWorld" */
  readonly camel: string;
  /** "HelloWorld" */
  readonly Pascal: string;
  /** "hello_world" */
  readonly snake: string;
  /** "HELLO_WORLD" */
  readonly UPPER: string;
}

const MAX_LENGTH = 214;
const PREFIX = "micro-web-";
/** Names that npm refuses, and words that cannot name a function. */
const RESERVED = new Set(
  (
    "node_modules favicon.ico micro-web await break case catch class const continue debugger default delete do else enum " +
    "export extends false finally for function if implements import in instanceof interface let new null package private " +
    "protected public return static super switch this throw true try typeof var void while with yield"
  ).split(" "),
);

/**
 * The name of an app's package, as its folder is called.
 *
 * @throws CreateFailure for a name that npm does not allow, with one that it does.
 */
export function checkPackageName(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]*$/.test(name) && name.length <= MAX_LENGTH && !RESERVED.has(name)) return name;
  throw new CreateFailure(
    `A package cannot be named ${JSON.stringify(name)}: use small letters, digits, "-", "." and "_", a letter or digit ` +
      `first.${suggest(name)}`,
  );
}

/**
 * The names of an extension: of "hello-world", and of "micro-web-hello-world".
 *
 * @throws CreateFailure for a name of which no names of functions and keys can be made.
 */
export function extensionNames(given: string): ProjectNames {
  const kebab = given.startsWith(PREFIX) ? given.slice(PREFIX.length) : given;
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(kebab) || kebab.length > 100 || RESERVED.has(kebab)) {
    throw new CreateFailure(
      `An extension cannot be named ${JSON.stringify(given)}: its function is named after it. Use small letters, digits ` +
        `and "-", a letter first.${suggest(kebab)}`,
    );
  }
  const Pascal = kebab.replaceAll(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase());
  const snake = kebab.replaceAll("-", "_");
  return {
    package: PREFIX + kebab,
    name: PREFIX + kebab,
    kebab,
    camel: Pascal.charAt(0).toLowerCase() + Pascal.slice(1),
    Pascal,
    snake,
    UPPER: snake.toUpperCase(),
  };
}

/** The names of an app: it has one. */
export function appNames(name: string): ProjectNames {
  const same = checkPackageName(name);
  return { package: same, name: same, kebab: same, camel: same, Pascal: same, snake: same, UPPER: same };
}

function suggest(name: string): string {
  const better = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\w.-]+/g, "-")
    .toLowerCase()
    .replaceAll(/^[^a-z]+|[^a-z0-9]+$/g, "");
  return better === "" || better === name || RESERVED.has(better) ? "" : ` For example ${better}.`;
}
