import type { Expression } from "../syntax/nodes.ts";

/** An expression as an error message writes it, as far as it is short: `movie.director`. */
export function describe(node: Expression): string {
  switch (node.typename) {
    case "Name":
      return node.name;
    case "Attribute":
      return `${describe(node.target)}.${node.name}`;
    case "Item":
      return `${describe(node.target)}[${node.index.typename === "Slice" ? ":" : describe(node.index)}]`;
    case "Call":
      return `${describe(node.callee)}()`;
    case "Literal":
      return JSON.stringify(node.value);
    case "Filter":
      return node.target === null ? node.name : `${describe(node.target)} | ${node.name}`;
    default:
      return "the value";
  }
}
