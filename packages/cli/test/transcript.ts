/** What a command has said, and who waits for it to say something. */
export class Transcript {
  readonly #waiting = new Set<() => void>();
  #text = "";

  /** All that was said so far. */
  get text(): string {
    return this.#text;
  }

  add(text: string): void {
    this.#text += text;
    for (const check of this.#waiting) check();
  }

  /** Resolves when something that fits has been said, not counting the first `from` characters. */
  until(pattern: RegExp, from: number = 0): Promise<RegExpExecArray> {
    return new Promise((resolve) => {
      const check = (): void => {
        const match = pattern.exec(this.#text.slice(from));
        if (match === null) return;
        this.#waiting.delete(check);
        resolve(match);
      };
      this.#waiting.add(check);
      check();
    });
  }
}
