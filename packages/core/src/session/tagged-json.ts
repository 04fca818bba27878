import { Markup } from "../http/markup.ts";

/**
 * How values of one kind are kept in a session: `{ " key": json }`.
 *
 * @typeParam Value - The kind.
 */
export interface SessionTag<Value = unknown> {
  /** Starts with a space and is short: it is in the cookie. */
  readonly key: string;
  /** Whether this tag keeps `value`; asked for objects that are neither plain nor arrays, and for big integers. */
  matches(value: unknown): value is Value;
  /** What is kept: JSON values, and values of other tags. */
  toJson(value: Value): unknown;
  /** The value again. @throws when it is not what `toJson` gave: the session is then an anonymous one. */
  fromJson(json: unknown): Value;
}

/** What marks an object with one key that looks like a tag and is none. */
const ESCAPE = " di";

/**
 * JSON that keeps `Date`, `Map`, `Set`, `BigInt`, `Uint8Array` and `Markup`, in the format of Flask's
 * `TaggedJSONSerializer` where that has a tag: what Flask tags as a tuple is an array here, a UUID is text.
 *
 * @example
 * const json = new TaggedJson();
 * json.parse(json.stringify({ seen: new Set([1, 2]) })); // { seen: Set { 1, 2 } }
 */
export class TaggedJson {
  readonly #tags: readonly SessionTag[];
  readonly #byKey = new Map<string, SessionTag>();

  /** @param tags - The app's own; of several that match a value the first is taken, all before the built-in ones. */
  constructor(tags: readonly SessionTag[] = []) {
    this.#tags = [...tags, ...BUILT_IN];
    for (const tag of this.#tags) {
      if (!/^ \S+$/.test(tag.key) || tag.key === ESCAPE || this.#byKey.has(tag.key))
        throw new RangeError(
          `The session tag ${JSON.stringify(tag.key)} has to be unique and to start with a space.`,
        );
      this.#byKey.set(tag.key, tag);
    }
  }

  /** The JSON of a value, without spaces. @throws RangeError for cycles */
  stringify(value: unknown): string {
    return JSON.stringify(this.#tag(value)) ?? "null";
  }

  /** The value of a JSON text. @throws SyntaxError, or what a tag's `fromJson` throws */
  parse(text: string): unknown {
    const value: unknown = JSON.parse(text);
    return text.includes('{" ') ? this.#untag(value) : value;
  }

  /** A copy with tags, or the value itself when nothing in it needs one. */
  #tag(value: unknown): unknown {
    if (typeof value === "bigint") return this.#tagOne(value) ?? String(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return this.#tagItems(value);
    if (isPlain(value)) return this.#tagMembers(value);
    return this.#tagOne(value) ?? this.#tagOther(value);
  }

  #tagOne(value: unknown): object | null {
    for (const tag of this.#tags) {
      if (tag.matches(value)) return { [tag.key]: this.#tag(tag.toJson(value)) };
    }
    return null;
  }

  #tagOther(value: object): unknown {
    if ("toJSON" in value && typeof value.toJSON === "function") return this.#tag(value.toJSON());
    return this.#tagMembers(value);
  }

  #tagItems(items: readonly unknown[]): readonly unknown[] {
    let copy: unknown[] | undefined;
    for (const [index, item] of items.entries()) {
      const tagged = this.#tag(item);
      if (tagged !== item) (copy ??= [...items])[index] = tagged;
    }
    return copy ?? items;
  }

  #tagMembers(object: object): object {
    let copy: Record<string, unknown> | undefined;
    let first: string | undefined;
    let count = 0;
    for (const [key, member] of Object.entries(object)) {
      first ??= key;
      count++;
      const tagged = this.#tag(member);
      if (tagged !== member) setMember((copy ??= { ...object }), key, tagged);
    }
    const members: object = copy ?? object;
    if (count !== 1 || first === undefined || !(first === ESCAPE || this.#byKey.has(first))) return members;
    return { [ESCAPE]: { [`${first}__`]: Object.values(members)[0] } };
  }

  /** Puts the values in place of the tags, innermost first, in the object that `JSON.parse` has just made. */
  #untag(value: unknown): unknown {
    if (typeof value !== "object" || value === null) return value;
    const members: Record<string, unknown> = value as Record<string, unknown>; // or an array, whose keys are indexes
    const keys = Object.keys(members);
    for (const key of keys) {
      const untagged = this.#untag(members[key]);
      if (untagged !== members[key]) setMember(members, key, untagged);
    }
    const [key = ""] = keys;
    return keys.length === 1 && key.startsWith(" ") ? this.#untagOne(members, key) : value;
  }

  #untagOne(members: Readonly<Record<string, unknown>>, key: string): unknown {
    if (key === ESCAPE) return unescape(members[key]);
    const tag = this.#byKey.get(key);
    return tag === undefined ? members : tag.fromJson(members[key]);
  }
}

/** Sets an own property, even one of the name "__proto__". */
export function setMember(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function unescape(escaped: unknown): unknown {
  const entries = typeof escaped === "object" && escaped !== null ? Object.entries(escaped) : [];
  return Object.fromEntries(entries.map(([key, value]) => [key.slice(0, -2), value]));
}

function toText(json: unknown): string {
  if (typeof json === "string") return json;
  throw new TypeError("The session holds a tag without its text.");
}

function toList(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw new TypeError("The session holds a tag without its list.");
}

/** Flask keeps whole seconds; milliseconds stand behind, where its parser does not look. */
const DATE: SessionTag<Date> = {
  key: " d",
  matches: (value) => value instanceof Date,
  toJson: (date) => {
    const milliseconds = date.getUTCMilliseconds();
    return milliseconds === 0 ? date.toUTCString() : `${date.toUTCString()} ${milliseconds}`;
  },
  fromJson: (json) => {
    const [seconds = "", milliseconds = "0"] = toText(json).split(/(?<=GMT) ?/);
    return new Date(Date.parse(seconds) + Number(milliseconds));
  },
};

const BYTES: SessionTag<Uint8Array> = {
  key: " b",
  matches: (value) => value instanceof Uint8Array,
  toJson: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
  fromJson: (json) => new Uint8Array(Buffer.from(toText(json), "base64")),
};

const MARKUP: SessionTag<Markup> = {
  key: " m",
  matches: (value) => value instanceof Markup,
  toJson: String,
  fromJson: (json) => new Markup(toText(json)),
};

const MAP: SessionTag<ReadonlyMap<unknown, unknown>> = {
  key: " map",
  matches: (value) => value instanceof Map,
  toJson: (map) => [...map],
  fromJson: (json) => new Map(toList(json).map((entry) => [toList(entry)[0], toList(entry)[1]])),
};

const SET: SessionTag<ReadonlySet<unknown>> = {
  key: " set",
  matches: (value) => value instanceof Set,
  toJson: (set) => [...set],
  fromJson: (json) => new Set(toList(json)),
};

const BIG_INTEGER: SessionTag<bigint> = {
  key: " n",
  matches: (value) => typeof value === "bigint",
  toJson: String,
  fromJson: (json) => BigInt(toText(json)),
};

/** A tag of Flask's for what TypeScript has no type of: it is read and not written. */
function readOnlyTag(key: string, fromJson: (json: unknown) => unknown): SessionTag {
  return { key, matches: (_value): _value is unknown => false, toJson: String, fromJson };
}

function toUuid(json: unknown): string {
  return toText(json).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const BUILT_IN: readonly SessionTag[] = [
  DATE,
  BYTES,
  MARKUP,
  MAP,
  SET,
  BIG_INTEGER,
  readOnlyTag(" t", toList),
  readOnlyTag(" u", toUuid),
];
