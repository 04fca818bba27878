import { BadRequest } from "../http-errors.ts";
import { decodeUtf8 } from "./json.ts";

/** What the Content-Disposition of a form's part says. */
export interface FormDisposition {
  /** The name of the field; `undefined` for a part that is no field. */
  readonly name: string | undefined;
  /** The client's name of the file; `undefined` for a part that is no file. */
  readonly filename: string | undefined;
}

const FORM_DATA = /^\s*form-data\s*(?:;|$)/i;
const PARAMETER = /;\s*([!#$&+\-.^_`|~\w]+\*?)=(?:"((?:\\"|[^"])*)"|([^;]*))/g;

/**
 * Reads the Content-Disposition of a part of `multipart/form-data` (RFC 7578 section 4.2); `filename*` (RFC 5987) wins
 * over `filename`.
 *
 * @param header - As it came, each byte a character; browsers send UTF-8.
 * @throws BadRequest for other bytes, and for a parameter that is there twice: two readers would take different ones.
 */
export function parseFormDisposition(header: string): FormDisposition {
  const text = decodeUtf8(Buffer.from(header, "latin1"));
  const parameters = new Map<string, string>();
  if (FORM_DATA.test(text)) for (const found of text.matchAll(PARAMETER)) keepParameter(parameters, found);
  const filename = decodeExtended(parameters.get("filename*")) ?? parameters.get("filename");
  return { name: parameters.get("name"), filename };
}

function keepParameter(
  parameters: Map<string, string>,
  [, key = "", quoted, token = ""]: RegExpExecArray,
): void {
  const name = key.toLowerCase();
  if (parameters.has(name))
    throw new BadRequest(`A part of the form has two parameters ${JSON.stringify(name)}.`);
  parameters.set(name, quoted?.replaceAll('\\"', '"') ?? token.trim());
}

/** `utf-8''na%C3%AFve.txt`; anything else is not decoded. */
function decodeExtended(value: string | undefined): string | undefined {
  const encoded = /^utf-8'[^']*'(.*)$/i.exec(value ?? "")?.[1];
  try {
    return encoded === undefined ? undefined : decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
