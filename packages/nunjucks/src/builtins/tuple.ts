/** A list that is printed as Python prints a tuple, `(1, 2)`: the pairs of an object, what a template writes in brackets. */
export class Tuple extends Array<unknown> {
  /** What is made of a tuple is a list. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}
