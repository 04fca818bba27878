import { z } from "zod";

import { type Element, InputControl } from "./control.ts";
import { createField, type Field } from "./field.ts";
import { ENGLISH } from "./messages.ts";

/** A field that no visitor sees, and that programs fill in. */
class HoneypotControl extends InputControl {
  override readonly isHidden = true;
  override readonly writesRequired = false;

  constructor() {
    super({ type: "text" });
  }

  override write(element: Element): string {
    return `<div hidden>${super.write(element)}</div>`;
  }
}

/**
 * A trap for programs that fill in everything: a form in which it is not empty is not valid.
 *
 * @example
 * defineForm({ message: textarea(), website: honeypot() });
 */
export function honeypot(): Field<undefined> {
  return createField({
    schema: z.undefined({ error: ENGLISH["robot"] ?? "" }).optional(),
    options: { label: "", autocomplete: "off", attributes: { tabindex: -1 } },
    part: { kind: "control", control: new HoneypotControl() },
  });
}
