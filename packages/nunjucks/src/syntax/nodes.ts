import type { Place } from "../library.ts";

/** A text, number, true, false or none. */
export interface Literal extends Place {
  readonly typename: "Literal";
  readonly value: string | number | boolean | null;
}

/** A variable. */
export interface Name extends Place {
  readonly typename: "Name";
  readonly name: string;
}

/** `[1, 2]`, `(1, 2)`, and `a ~ b`, whose parts are put together as text. */
export interface Sequence extends Place {
  readonly typename: "List" | "Tuple" | "Concat";
  readonly items: readonly Expression[];
}

/** `{"a": 1}`. */
export interface Dict extends Place {
  readonly typename: "Dict";
  readonly pairs: readonly (readonly [key: Expression, value: Expression])[];
}

/** `target.name`. */
export interface Attribute extends Place {
  readonly typename: "Attribute";
  readonly target: Expression;
  readonly name: string;
}

/** `target[index]`. */
export interface Item extends Place {
  readonly typename: "Item";
  readonly target: Expression;
  readonly index: Expression | Slice;
}

/** `start:stop:step` between brackets. */
export interface Slice extends Place {
  readonly typename: "Slice";
  readonly bounds: readonly (Expression | null)[];
}

/** What stands between the brackets of a call. */
export interface Arguments {
  readonly values: readonly Expression[];
  readonly keywords: readonly (readonly [name: string, value: Expression])[];
  /** `*values`. */
  readonly moreValues: Expression | null;
  /** `**keywords`. */
  readonly moreKeywords: Expression | null;
}

/** `callee(...)`. */
export interface Call extends Place {
  readonly typename: "Call";
  readonly callee: Expression;
  readonly args: Arguments;
}

/** `target | name(...)`. */
export interface Filter extends Place {
  readonly typename: "Filter";
  readonly name: string;
  /** `null` for the text of a block. */
  readonly target: Expression | null;
  readonly args: Arguments;
}

/** `target is name(...)`. */
export interface Test extends Place {
  readonly typename: "Test";
  readonly name: string;
  readonly target: Expression;
  readonly args: Arguments;
}

/** `body if cond else else_`. */
export interface InlineIf extends Place {
  readonly typename: "InlineIf";
  readonly cond: Expression;
  readonly body: Expression;
  readonly else_: Expression | null;
}

/** `left and right`, and arithmetic: the types are those of nunjucks where it has them. */
export interface Binary extends Place {
  readonly typename: "And" | "Or" | "Add" | "Sub" | "Mul" | "Div" | "FloorDiv" | "Mod" | "Pow";
  readonly left: Expression;
  readonly right: Expression;
}

/** `not target`, `-target`, `+target`. */
export interface Unary extends Place {
  readonly typename: "Not" | "Neg" | "Pos";
  readonly target: Expression;
}

/** How two values are compared. */
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

/** `first < second <= third`. */
export interface Compare extends Place {
  readonly typename: "Compare";
  readonly first: Expression;
  readonly rest: readonly (readonly [operator: Comparison, operand: Expression])[];
}

/** What has a value. */
export type Expression =
  | Literal
  | Name
  | Sequence
  | Dict
  | Attribute
  | Item
  | Call
  | Filter
  | Test
  | InlineIf
  | Binary
  | Unary
  | Compare;

/** `{% set namespace.name = ... %}`. */
interface NamespaceTarget extends Place {
  readonly typename: "NamespaceTarget";
  readonly namespace: string;
  readonly name: string;
}

/** Several variables: `{% for key, value in ... %}`. */
interface TargetList extends Place {
  readonly typename: "TargetList";
  readonly items: readonly Target[];
}

/** What can be assigned to. */
export type Target = Name | NamespaceTarget | TargetList;

/** The parameters of a macro or call block. */
export interface Parameters {
  readonly names: readonly string[];
  /** Those of the last parameters. */
  readonly defaults: readonly Expression[];
}

/** The nodes between two tags. */
export interface Body {
  readonly children: readonly Statement[];
}

/** The text of the template. */
interface TemplateData extends Place {
  readonly typename: "TemplateData";
  readonly value: string;
}

/** Text, or `{{ expression }}`. */
export interface Output extends Place {
  readonly typename: "Output";
  readonly children: readonly (TemplateData | Expression)[];
}

/** `{% if %}`; an `elif` is an if in `else_`. `ifAsync` is nunjucks' name for the same. */
export interface If extends Place {
  readonly typename: "If" | "IfAsync";
  readonly cond: Expression;
  readonly body: Body;
  readonly else_: Body | If | null;
}

/** `{% switch %}`, which nunjucks has. */
export interface Switch extends Place {
  readonly typename: "Switch";
  readonly expr: Expression;
  readonly cases: readonly { readonly cond: Expression; readonly body: Body }[];
  readonly default?: Body;
}

/** `{% for %}`. */
export interface For extends Place {
  readonly typename: "For";
  readonly target: Target;
  readonly iterable: Expression;
  readonly test: Expression | null;
  readonly isRecursive: boolean;
  readonly body: Body;
  readonly else_: Body | null;
}

/** `{% break %}`, `{% continue %}`. */
export interface LoopControl extends Place {
  readonly typename: "Break" | "Continue";
}

/** `{% macro %}`. */
export interface Macro extends Place {
  readonly typename: "Macro";
  readonly name: string;
  readonly parameters: Parameters;
  readonly body: Body;
}

/** `{% call(x) macro() %}`. */
export interface CallBlock extends Place {
  readonly typename: "CallBlock";
  readonly call: Call;
  readonly parameters: Parameters;
  readonly body: Body;
}

/** `{% filter upper %}`. */
export interface FilterBlock extends Place {
  readonly typename: "FilterBlock";
  readonly filter: Filter;
  readonly body: Body;
}

/** `{% set x = 1 %}`. */
export interface Assign extends Place {
  readonly typename: "Assign";
  readonly targets: readonly Target[];
  readonly value: Expression;
}

/** `{% set x | upper %}text{% endset %}`. */
export interface AssignBlock extends Place {
  readonly typename: "AssignBlock";
  readonly target: Target;
  readonly filter: Filter | null;
  readonly body: Body;
}

/** `{% with a = 1 %}`. */
export interface With extends Place {
  readonly typename: "With";
  readonly targets: readonly Target[];
  readonly values: readonly Expression[];
  readonly body: Body;
}

/** `{% autoescape true %}`. */
export interface Autoescape extends Place {
  readonly typename: "Autoescape";
  readonly value: Expression;
  readonly body: Body;
}

/** `{% do list.append(1) %}`. */
export interface Do extends Place {
  readonly typename: "Do";
  readonly value: Expression;
}

/** `{% debug %}`. */
export interface Debug extends Place {
  readonly typename: "Debug";
}

/** `{% block name scoped required %}`. */
export interface Block extends Place {
  readonly typename: "Block";
  readonly name: string;
  readonly isScoped: boolean;
  readonly isRequired: boolean;
  readonly body: Body;
}

/** `{% extends "base.html" %}`. */
export interface Extends extends Place {
  readonly typename: "Extends";
  readonly template: Expression;
}

/** `{% include "row.html" ignore missing without context %}`. */
export interface Include extends Place {
  readonly typename: "Include";
  readonly template: Expression;
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
}

/** `{% import "macros.html" as macros %}`. */
export interface Import extends Place {
  readonly typename: "Import";
  readonly template: Expression;
  readonly target: string;
  readonly withContext: boolean;
}

/** `{% from "macros.html" import field as show %}`. */
export interface FromImport extends Place {
  readonly typename: "FromImport";
  readonly template: Expression;
  readonly names: readonly ImportedName[];
  readonly withContext: boolean;
}

/** One name of a `from ... import`. */
export interface ImportedName extends Place {
  readonly name: string;
  readonly alias: string;
}

/** `{% trans %}`: the texts have their variables as `%(name)s`. */
export interface Trans extends Place {
  readonly typename: "Trans";
  readonly context: string | null;
  readonly singular: string;
  readonly plural: string | null;
  /** What decides between singular and plural. */
  readonly count: Expression | null;
  readonly variables: readonly (readonly [name: string, value: Expression])[];
}

/** A tag of an extension of nunjucks: its function runs with the arguments and bodies. */
export interface CallExtension extends Place {
  readonly typename: "CallExtension" | "CallExtensionAsync";
  /** The name it is registered under, or the extension itself. */
  readonly extName: unknown;
  readonly prop: string;
  readonly args: { readonly children: readonly unknown[] } | null;
  readonly contentArgs: readonly (Body | null)[] | null;
  /** False for text that is printed as it is. */
  readonly autoescape?: boolean;
}

/** Nodes in a row. */
export interface NodeList extends Place, Body {
  readonly typename: "NodeList" | "Root";
}

/** What a template is made of. */
export type Statement =
  | Output
  | If
  | Switch
  | For
  | LoopControl
  | Macro
  | CallBlock
  | FilterBlock
  | Assign
  | AssignBlock
  | With
  | Autoescape
  | Do
  | Debug
  | Block
  | Extends
  | Include
  | Import
  | FromImport
  | Trans
  | CallExtension
  | NodeList;
