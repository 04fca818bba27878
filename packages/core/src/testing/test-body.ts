import { contentTypeOf } from "../http/mime.ts";
import type { TestedJson } from "./tested-app.ts";

/** A file to upload: a File, or its bytes with a name and a type; without one the name's extension says it. */
export type TestFile = File | readonly [bytes: Uint8Array, filename: string, type?: string];

/** A value of a form; a list sends several under one name. */
export type TestFormValue = string | number | boolean | TestFile;

/** The ways to give a test request a body; one of `json`, `form` (with `files`) and `body`. */
export interface TestBodyOptions {
  /** Sent as `application/json`. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`; as `multipart/form-data` when there is a file. */
  readonly form?: Readonly<Record<string, TestFormValue | readonly TestFormValue[]>>;
  /** Files of the form. */
  readonly files?: Readonly<Record<string, TestFile | readonly TestFile[]>>;
  /** Sent as it is, without a type of its own. */
  readonly body?: string | Uint8Array;
  /** The Content-Type. `"multipart/form-data"` makes a form without files multipart, too. */
  readonly type?: string;
}

/** A body as it is sent. */
export interface EncodedBody {
  readonly bytes: Uint8Array;
  /** The Content-Type; "" for none. */
  readonly type: string;
}

const MULTIPART = "multipart/form-data";

/**
 * The bytes and the type of a test's body; `null` for a request without one.
 *
 * @param options - Of the test. @param provider - How the app writes JSON.
 */
export async function encodeBody(
  options: TestBodyOptions,
  provider: Pick<TestedJson, "stringify"> = JSON,
): Promise<EncodedBody | null> {
  const { json, form, files, body, type = "" } = options;
  if (form !== undefined || files !== undefined) return encodeForm([form ?? {}, files ?? {}], type);
  if (json !== undefined) return toBody(provider.stringify(json), type || "application/json");
  return body === undefined ? null : toBody(body, type);
}

function toBody(body: string | Uint8Array, type: string): EncodedBody {
  return { bytes: typeof body === "string" ? new TextEncoder().encode(body) : body, type };
}

type Fields = Readonly<Record<string, TestFormValue | readonly TestFormValue[]>>;

/** The platform writes both formats, so that a browser's escapes are tested. */
async function encodeForm(groups: readonly Fields[], type: string): Promise<EncodedBody> {
  const fields = groups.flatMap((group) =>
    Object.entries(group).flatMap(([name, value]) =>
      (isList(value) ? value : [value]).map((item): [string, string | File] => [name, toField(item)]),
    ),
  );
  const isMultipart = type.startsWith(MULTIPART) || fields.some(([, value]) => value instanceof File);
  const body = isMultipart ? new FormData() : new URLSearchParams();
  for (const [name, value] of fields) {
    if (typeof value === "string") body.append(name, value);
    else if (body instanceof FormData) body.append(name, value);
  }
  const encoded = new globalThis.Response(body);
  const written = encoded.headers.get("content-type") ?? "";
  return {
    bytes: new Uint8Array(await encoded.arrayBuffer()),
    type: type === "" || type === MULTIPART ? written : type,
  };
}

/** A tuple of a file is not a list of values: it begins with bytes. */
function isList(value: TestFormValue | readonly TestFormValue[]): value is readonly TestFormValue[] {
  return Array.isArray(value) && !(value[0] instanceof Uint8Array);
}

function toField(value: TestFormValue): string | File {
  if (value instanceof File) return value;
  if (typeof value !== "object") return String(value);
  const [bytes, filename, type = contentTypeOf(filename)] = value;
  return new File([new Uint8Array(bytes)], filename, { type });
}
