/** A name or a property that is not there: `|` goes on with the next alternative, `exists:` is false. */
export class MissingValue extends Error {}
