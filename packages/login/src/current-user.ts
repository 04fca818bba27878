/** Flask-Login's members of a user, which templates that come from Flask ask for. */
type FlaskMembers = Readonly<Record<string, unknown>>;

/**
 * What templates see as `current_user`: the user, asked for when a template looks at it, with Flask-Login's
 * `is_authenticated`, `is_active`, `is_anonymous`, `get_id()`. A member of the user's own of that name counts.
 *
 * @param find - Gives the user; `null` for nobody. @param idOf - The id of a user.
 */
export function standIn<User extends object>(find: () => User | null, idOf: (user: User) => string): object {
  const read = (key: PropertyKey): unknown => {
    const user = find();
    if (user !== null && key in user) {
      const value: unknown = Reflect.get(user, key);
      return typeof value === "function" ? value.bind(user) : value; // a method wants its own object
    }
    return typeof key === "string" ? flaskMembers(user, idOf)[key] : undefined;
  };
  return new Proxy(Object.create(null) as object, {
    get: (_, key) => read(key),
    has: (_, key) => read(key) !== undefined,
    ownKeys: () => Reflect.ownKeys(find() ?? {}),
    getOwnPropertyDescriptor: (_, key) => {
      const value = read(key);
      return value === undefined ? undefined : { value, enumerable: true, configurable: true };
    },
  });
}

function flaskMembers<User extends object>(user: User | null, idOf: (user: User) => string): FlaskMembers {
  return {
    __proto__: null,
    is_authenticated: user !== null,
    is_active: user !== null,
    is_anonymous: user === null,
    get_id: () => (user === null ? null : idOf(user)),
  };
}
