import { UploadedFile } from "@micro-web/core";
import { z } from "zod";

import { createField, type Field, type FieldOptions, schemaFor, type ValueIn } from "./field.ts";
import { FileControl } from "./file-control.ts";
import type { FileLimits } from "./file-rules.ts";
import { ENGLISH, type Messages } from "./messages.ts";

/** What a field of a file may be told besides. */
export interface FileOptions extends FieldOptions<UploadedFile>, FileLimits {}

/** What a field of several files may be told besides. */
export interface FilesOptions extends FieldOptions<UploadedFile[]>, FileLimits {
  /** The fewest. */
  readonly min?: number;
  /** The most. */
  readonly max?: number;
}

/**
 * A file.
 *
 * @example
 * file({ types: ["image/png", "image/jpeg"], maxSize: 2_000_000, image: { maxWidth: 2000 } });
 */
export function file<const Options extends FileOptions>(
  options?: Options,
): Field<ValueIn<UploadedFile, Options>> {
  return createField({
    schema: schemaFor(z.instanceof(UploadedFile), options),
    options: withWords(options ?? {}),
    part: { kind: "control", control: new FileControl(options ?? {}, false) },
  });
}

/** Several files; each has to be right. */
export function files<const Options extends FilesOptions>(options?: Options): Field<UploadedFile[]> {
  const { required = true, min = required ? 1 : 0, max }: FilesOptions = options ?? {};
  let schema = z.array(z.instanceof(UploadedFile));
  if (min > 0) schema = schema.min(min);
  if (max !== undefined) schema = schema.max(max);
  return createField({
    schema: min > 0 ? schema : schema.default([]),
    options: withWords(options ?? {}),
    part: { kind: "control", control: new FileControl(options ?? {}, true) },
  });
}

/** A text in the place of a file came from a form that cannot send files. */
function withWords(options: { readonly messages?: Messages }): object {
  return { ...options, messages: { invalid: ENGLISH["noFile"] ?? "", ...options.messages } };
}
