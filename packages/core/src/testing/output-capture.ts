import { Console } from "node:console";
import { Writable } from "node:stream";

type Stream = "stdout" | "stderr";

/** Takes what the process writes, through `console` and its streams, for as long as something runs. */
export class OutputCapture implements Disposable {
  readonly #texts: Record<Stream, string> = { stdout: "", stderr: "" };
  readonly #restore: (() => void)[] = [];

  constructor() {
    const { console } = globalThis;
    globalThis.console = new Console({
      stdout: this.#createSink("stdout"),
      stderr: this.#createSink("stderr"),
    });
    this.#restore.push(() => void (globalThis.console = console));
    for (const name of ["stdout", "stderr"] as const) this.#redirect(name);
  }

  /** What was written to the standard output. */
  get stdout(): string {
    return this.#texts.stdout;
  }

  /** What was written to the standard error output. */
  get stderr(): string {
    return this.#texts.stderr;
  }

  /** Gives the process its output back. */
  [Symbol.dispose](): void {
    for (const restore of this.#restore.splice(0)) restore();
  }

  #redirect(name: Stream): void {
    const stream = process[name];
    const sink = this.#createSink(name);
    const own = Object.getOwnPropertyDescriptor(stream, "write");
    Object.defineProperty(stream, "write", {
      value: sink.write.bind(sink),
      configurable: true,
      writable: true,
    });
    this.#restore.push(() => {
      if (own === undefined) Reflect.deleteProperty(stream, "write");
      else Object.defineProperty(stream, "write", own);
    });
  }

  #createSink(name: Stream): Writable {
    return new Writable({
      write: (chunk: Buffer, _encoding, done): void => {
        this.#texts[name] += chunk.toString();
        done();
      },
    });
  }
}
