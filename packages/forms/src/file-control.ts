import { UploadedFile } from "@micro-web/core";

import { type Attributes, writeAttributes } from "./attributes.ts";
import { Control, type Element } from "./control.ts";
import type { FormError } from "./error-list.ts";
import { checkFile, type FileLimits } from "./file-rules.ts";
import type { FormInput } from "./form-input.ts";

/** One `<input type="file">`. */
export class FileControl extends Control {
  readonly type = "file";
  override readonly isFile = true;
  override readonly hasCheck = true;
  override readonly constraints: Attributes;
  readonly #limits: FileLimits;
  readonly #isMultiple: boolean;

  /** @param limits - Which files. @param isMultiple - Whether there may be several. */
  constructor(limits: FileLimits, isMultiple: boolean) {
    super();
    this.#limits = limits;
    this.#isMultiple = isMultiple;
    const { types = [], extensions = [], image } = limits;
    const accepted = [...types, ...extensions];
    const accept = accepted.length > 0 ? accepted.join(",") : image === undefined ? undefined : "image/*";
    this.constraints = { accept, multiple: isMultiple };
  }

  /** A text under its name is given on: no schema of files takes it. */
  decode(input: FormInput, name: string): unknown {
    const files = input.files(name);
    if (files.length > 0) return this.#isMultiple ? files : files[0];
    const text = input.texts(name).find((sent) => sent !== "");
    return text ?? (this.#isMultiple ? [] : undefined);
  }

  /** Nothing can stand in it. */
  encode(): readonly string[] {
    return [];
  }

  override typed(): readonly string[] {
    return [];
  }

  /** Every file is looked at, not only the last. */
  override async check(value: unknown): Promise<readonly FormError[]> {
    const errors: FormError[] = [];
    for (const file of Array.isArray(value) ? value : [value]) {
      if (file instanceof UploadedFile) errors.push(...(await checkFile(file, this.#limits)));
    }
    return errors;
  }

  write({ name, id, constraints, aria, extra }: Element): string {
    return `<input${writeAttributes({ type: "file", name, ...constraints, ...aria, id, ...extra })}>`;
  }
}
