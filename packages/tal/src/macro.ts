import { innerScope, type Output, type Render, type Scope, type Slots, SLOTS } from "./scope.ts";

/** Macros may use themselves, but not without end. */
const MAX_DEPTH = 100;

/** A part of a template that others use: what `macros.page` is. Templates see nothing of it. */
export class Macro {
  readonly #render: Render;

  /** @param render - What it prints. */
  constructor(render: Render) {
    this.#render = render;
  }

  /** What a macro prints. */
  static renderOf(macro: Macro): Render {
    return macro.#render;
  }
}

/** A template as a value, `load: base.pt`: it is a macro itself, and has `macros`. */
export class LoadedTemplate extends Macro {
  /** By name. */
  readonly macros: Readonly<Record<string, Macro>>;

  /** @param macros - By name. */
  constructor(render: Render, macros: ReadonlyMap<string, Macro>) {
    super(render);
    this.macros = Object.assign(Object.create(null), Object.fromEntries(macros));
  }
}

/** Prints a macro with the given content in its slots. @throws Error for one that uses itself without end */
export function renderMacro(
  macro: Macro,
  slots: Slots,
  { scope, out }: { readonly scope: Scope; readonly out: Output },
): void {
  if (out.depth >= MAX_DEPTH)
    throw new Error(`${MAX_DEPTH} macros use each other; one of them uses itself without end`);
  const inner = innerScope(scope);
  inner[SLOTS] = slots;
  out.depth++;
  Macro.renderOf(macro)(inner, out);
  out.depth--;
}
