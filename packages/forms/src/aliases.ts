/**
 * Gives members a second name: templates write `as_p` and `help_text`, TypeScript `asP` and `description`.
 *
 * @param names - The second name of each, by the first.
 */
export function addAliases(prototype: object, names: Readonly<Record<string, string>>): void {
  for (const [name, alias] of Object.entries(names)) {
    const member = Object.getOwnPropertyDescriptor(prototype, name);
    if (member !== undefined) Object.defineProperty(prototype, alias, member);
  }
}
