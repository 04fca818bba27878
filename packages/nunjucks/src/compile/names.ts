import type { Body, If, Statement, Target } from "../syntax/nodes.ts";

/** The variables that an assignment sets; not the attributes of namespaces. */
export function namesOf(target: Target): string[] {
  if (target.typename === "Name") return [target.name];
  return target.typename === "TargetList" ? target.items.flatMap(namesOf) : [];
}

/** The variables that nodes set in the scope they stand in: those of `if` count, those of loops do not. */
export function storedNames({ children }: Body): Set<string> {
  return new Set(children.flatMap(storedBy));
}

function storedBy(node: Statement): string[] {
  switch (node.typename) {
    case "Assign":
      return node.targets.flatMap(namesOf);
    case "AssignBlock":
      return namesOf(node.target);
    case "Macro":
      return [node.name];
    case "Import":
      return [node.target];
    case "FromImport":
      return node.names.map(({ alias }) => alias);
    default:
      return storedInside(node);
  }
}

function storedInside(node: Statement): string[] {
  switch (node.typename) {
    case "If":
    case "IfAsync":
      return [...storedNames(node.body), ...storedInElse(node.else_)];
    case "Switch":
      return [...node.cases.map(({ body }) => body), node.default].flatMap((body) => [
        ...storedNames(body ?? { children: [] }),
      ]);
    case "NodeList":
    case "Root":
      return [...storedNames(node)];
    default:
      return [];
  }
}

function storedInElse(part: If["else_"]): readonly string[] {
  if (part === null) return [];
  return "cond" in part ? storedInside(part) : [...storedNames(part)];
}

/** Calls a function with every node below a node, and the node itself; `false` leaves out what is below. */
export function walk(
  node: unknown,
  visit: (node: Readonly<Record<string, unknown>>) => boolean | void,
): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit);
    return;
  }
  if (typeof node !== "object" || node === null) return;
  const record = node as Readonly<Record<string, unknown>>; // nodes have fields of many types
  if (visit(record) === false) return;
  for (const [key, value] of Object.entries(record)) if (key !== "parent") walk(value, visit);
}

/** Whether nodes read a variable, in blocks and macros inside of them too. */
export function mentions(nodes: unknown, ...names: readonly string[]): boolean {
  let isFound = false;
  walk(nodes, (node) => {
    if (node["typename"] === "Name" && names.includes(String(node["name"]))) isFound = true;
    return !isFound;
  });
  return isFound;
}
