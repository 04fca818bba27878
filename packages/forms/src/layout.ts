import { escapeHtml } from "@micro-web/core";

import type { Layout } from "./form-options.ts";

/** A field, form or list as a layout places it. */
export interface LayoutMember {
  /** Of its element. */
  readonly id: string;
  readonly isHidden: boolean;
  /** Whether a `<fieldset>` keeps it together. */
  readonly isFieldset: boolean;
  labelHtml(): string;
  legendHtml(): string;
  elementHtml(layout: Layout): string;
  errorsHtml(): string;
  helpHtml(): string;
}

/** The HTML of one field with label, help and errors, hidden ones behind it. */
type WriteRow = (member: LayoutMember, hidden: string, layout: Layout) => string;

const ROWS: Readonly<Record<Layout, WriteRow>> = {
  p: (member, hidden) =>
    `${member.errorsHtml()}<p>${member.labelHtml()} ${member.elementHtml("p")}${help(member, " <span", "span>")}${hidden}</p>`,
  div: (member, hidden) =>
    `<div>${member.labelHtml()}${help(member, "<div", "div>")}${member.errorsHtml()}${member.elementHtml("div")}${hidden}</div>`,
  ul: (member, hidden) =>
    `<li>${member.errorsHtml()}${member.labelHtml()} ${member.elementHtml("ul")}${help(member, " <span", "span>")}${hidden}</li>`,
  table: (member, hidden) =>
    `<tr><th>${member.labelHtml()}</th><td>${member.errorsHtml()}${member.elementHtml("table")}${help(member, "<br><span", "span>")}${hidden}</td></tr>`,
};

/** What stands around a row that is none of a field. */
const AROUND: Readonly<Record<Layout, readonly [string, string]>> = {
  p: ["<p>", "</p>"],
  div: ["<div>", "</div>"],
  ul: ["<li>", "</li>"],
  table: ['<tr><td colspan="2">', "</td></tr>"],
};

/** What stands around a fieldset: it may not be in a paragraph. */
const AROUND_FIELDSET: Readonly<Record<Layout, readonly [string, string]>> = {
  ...AROUND,
  p: ["", ""],
  div: ["", ""],
};

/** What is laid out. */
export interface LaidOut {
  /** What is wrong with the form as a whole, as HTML. */
  readonly errors: string;
  readonly members: readonly LayoutMember[];
  /** Writes one field, unless the layout does. */
  readonly writeRow: (member: LayoutMember) => string | undefined;
}

/** The fields of a form one after the other, as Django lays them out: errors on top, hidden fields in the last row. */
export function writeLayout({ errors, members, writeRow }: LaidOut, layout: Layout): string {
  const visible = members.filter(({ isHidden }) => !isHidden);
  const hidden = members
    .filter(({ isHidden }) => isHidden)
    .map((member) => member.elementHtml(layout))
    .join("");
  const [open, close] = AROUND[layout];
  const isBare = layout === "p" || layout === "div";
  const rows = errors === "" ? [] : [isBare ? errors : `${open}${errors}${close}`];
  for (const [index, member] of visible.entries()) {
    const last = index === visible.length - 1 ? hidden : "";
    const own = writeRow(member);
    rows.push(own === undefined ? writeMember(member, last, layout) : own + last);
  }
  if (visible.length === 0 && hidden !== "") rows.push(`${open}${hidden}${close}`);
  return rows.join("\n");
}

function writeMember(member: LayoutMember, hidden: string, layout: Layout): string {
  return member.isFieldset ? writeFieldset(member, hidden, layout) : ROWS[layout](member, hidden, layout);
}

function writeFieldset(member: LayoutMember, hidden: string, layout: Layout): string {
  const [open, close] = AROUND_FIELDSET[layout];
  const inside = `${member.legendHtml()}${help(member, "<div", "div>")}${member.errorsHtml()}${member.elementHtml(layout)}`;
  return `${open}<fieldset>${inside}</fieldset>${hidden}${close}`;
}

function help(member: LayoutMember, open: string, close: string): string {
  const text = member.helpHtml();
  return text === ""
    ? ""
    : `${open} class="helptext" id="${escapeHtml(member.id)}_helptext">${text}</${close}`;
}
