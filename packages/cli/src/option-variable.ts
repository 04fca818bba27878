/** Options that the environment has under names of their own: MICRO_APP, MICRO_DEBUG; or as text that is checked later. */
export const READ_ELSEWHERE: ReadonlySet<string> = new Set(["app", "debug", "envFile", "host", "port"]);

/** What a variable is called after. */
interface NamedCommand {
  name(): string;
  readonly parent: NamedCommand | null;
}

/**
 * The variable that has the value of an option: `--extra-files` of `micro run` is `MICRO_RUN_EXTRA_FILES`, and an option of a
 * group's command has both names.
 *
 * @param option - Whose name in code is `extraFiles`.
 * @example
 * variableOf(command, { attributeName: () => "extraFiles" }); // "MICRO_RUN_EXTRA_FILES"
 */
export function variableOf(command: NamedCommand, option: { attributeName(): string }): string {
  const words: string[] = [option.attributeName().replaceAll(/[A-Z]/g, "_$&")];
  for (let each: NamedCommand | null = command; each !== null; each = each.parent) words.unshift(each.name());
  return words.join("_").toUpperCase();
}
