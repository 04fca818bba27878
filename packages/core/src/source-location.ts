/** Frames of this folder (source or built) are Micro's own: the caller is the first frame outside it. */
const OWN_FOLDER = URL.canParse(".", import.meta.url) ? new URL(".", import.meta.url).href : "";

/**
 * The place in the app's code that called into Micro, as `file:line:column`; "" when the runtime has no stacks
 * or no files.
 *
 * Registration errors name it, so that a duplicate rule shows both places.
 */
export function callerLocation(): string {
  return locate(new Error());
}

/**
 * {@link callerLocation} for later: the stack is taken now and read when somebody asks, which nobody does for most
 * registrations.
 */
export function rememberCaller(): () => string {
  const error = new Error();
  return () => locate(error);
}

/** Where Node reads source maps, the built folder shows as that of the sources. */
const OWN_FOLDERS = [OWN_FOLDER, OWN_FOLDER.replace(/\/dist\/$/, "/src/")].flatMap((url) => [
  url,
  url.replace(/^file:\/\//, ""),
]);

function locate({ stack = "" }: Error): string {
  for (const line of stack.split("\n").slice(1)) {
    const isOwn = OWN_FOLDERS.some((folder) => line.includes(folder)) && !/\.test(-d)?\.ts/.test(line);
    const location = /(?:\(|at )((?:file:\/\/)?[^\s()]+:\d+:\d+)\)?$/.exec(line)?.[1];
    if (!isOwn && location !== undefined) return location.replace(/^file:\/\//, "");
  }
  return "";
}
