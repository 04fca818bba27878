// Makes each Markdown field an editor: a toolbar, marks that show while one writes, lists that go on, and a preview. The
// field stays a text field, with the text as it is; without this script it works the same.

/** What the buttons do: what stands around the selection, or before its lines. */
const BUTTONS = [
  { label: "B", title: "Strong (Ctrl+B)", key: "b", around: ["**", "**"] },
  { label: "I", title: "Emphasis (Ctrl+I)", key: "i", around: ["*", "*"] },
  { label: "Link", title: "Link (Ctrl+K)", key: "k", link: true },
  { label: "H", title: "Heading", lines: "## ", onlyPosts: true },
  { label: "❝", title: "Quotation", lines: "> " },
  { label: "•", title: "List", lines: "- " },
  { label: "1.", title: "1. Numbered list", lines: "1. " },
  { label: "</>", title: "Code", around: ["`", "`"] },
];

/** The marks inside of a line, in the order in which they are looked for. */
const INLINE = [
  ["code", /`[^`\n]+`/],
  ["link", /!?\[[^\]\n]*\]\([^)\s]*\)/],
  ["strong", /\*\*[^*\n]+\*\*|__[^_\n]+__/],
  ["struck", /~~[^~\n]+~~/],
  ["emphasis", /\*[^*\s][^*\n]*\*|\b_[^_\n]+_\b/],
];
const ANY_INLINE = new RegExp(INLINE.map(([name, { source }]) => `(?<${name}>${source})`).join("|"), "g");

/** Puts an editor around the text field of a row. */
function enhance(row) {
  const field = row.querySelector("textarea");
  const editor = createElement("div", { className: "editor" });
  const paper = createElement("div", { className: "paper" });
  const marks = createElement("pre", { className: "marks", ariaHidden: "true" });
  const shown = createElement("div", { className: "shown prose", hidden: true, tabIndex: 0 });
  shown.setAttribute("role", "region");
  shown.setAttribute("aria-label", "Preview");
  field.replaceWith(editor);
  paper.append(marks, field);
  editor.append(createToolbar(field, { paper, shown, row }), paper, shown);

  const show = () => marks.replaceChildren(...highlight(field.value), "\n");
  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing && continueList(field))
      event.preventDefault();
    const button = (event.ctrlKey || event.metaKey) && BUTTONS.find(({ key }) => key === event.key);
    if (!button) return;
    event.preventDefault();
    apply(field, button);
  });
  field.addEventListener("paste", (event) => pasteLink(field, event));
  show();
}

/** The buttons above the field. */
function createToolbar(field, { paper, shown, row }) {
  const toolbar = createElement("div", { className: "toolbar" });
  toolbar.setAttribute("role", "group");
  toolbar.setAttribute("aria-label", "Formatting");
  const kind = row.closest(".comments") === null ? "post" : "comment";
  for (const button of BUTTONS.filter(({ onlyPosts }) => !(onlyPosts && kind === "comment"))) {
    const { label, title } = button;
    const element = createElement("button", { type: "button", textContent: label, title, ariaLabel: title });
    element.addEventListener("click", () => apply(field, button));
    toolbar.append(element);
  }
  const toggle = createElement("button", { type: "button", className: "to-preview", textContent: "Preview" });
  toggle.setAttribute("aria-pressed", "false");
  toggle.addEventListener("click", async () => {
    const isShown = shown.hidden;
    if (isShown) await loadPreview(field, { shown, url: row.dataset.markdown, kind });
    shown.hidden = !isShown;
    paper.hidden = isShown;
    paper.style.display = isShown ? "none" : "";
    toggle.setAttribute("aria-pressed", String(isShown));
    if (!isShown) field.focus();
  });
  toolbar.append(toggle);
  return toolbar;
}

/** Asks the server for the HTML: it knows the rules, and takes out what could do harm. */
async function loadPreview(field, { shown, url, kind }) {
  const csrf_token = field.form.elements.csrf_token?.value ?? "";
  const body = new URLSearchParams({ body: field.value, kind, csrf_token });
  const response = await fetch(url, { method: "POST", body });
  if (response.ok) shown.innerHTML = await response.text();
  else shown.textContent = "There is no preview at the moment.";
}

/** Does what a button says to what is selected. */
function apply(field, { around, lines, link }) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const selected = value.slice(start, end);
  if (link) {
    insert(field, `[${selected || "text"}](https://)`, [start, end]);
    const at = start + (selected || "text").length + 3;
    field.setSelectionRange(selected ? at : start + 1, selected ? at + 8 : start + 5);
  } else if (lines) {
    const first = value.lastIndexOf("\n", start - 1) + 1;
    const text = value.slice(first, end);
    const isMarked = text.split("\n").every((line) => line.startsWith(lines));
    const changed = text.split("\n").map((line) => (isMarked ? line.slice(lines.length) : lines + line));
    insert(field, changed.join("\n"), [first, end]);
  } else {
    const [before, after] = around;
    insert(field, before + selected + after, [start, end]);
    field.setSelectionRange(start + before.length, end + before.length);
  }
}

/** Enter in a list or quotation begins its next line; in an empty one it ends it. */
function continueList(field) {
  const { selectionStart: at, value } = field;
  const first = value.lastIndexOf("\n", at - 1) + 1;
  const [mark, indent, bullet, text] = /^(\s*)([-*+] |\d+\. |> )(.*)$/.exec(value.slice(first, at)) ?? [];
  if (mark === undefined) return false;
  if (text === "") insert(field, "", [first, at]);
  else
    insert(field, `\n${indent}${bullet.replace(/\d+/, (number) => Number(number) + 1)}`, [
      at,
      field.selectionEnd,
    ]);
  return true;
}

/** A URL that is pasted onto a selection makes a link of it. */
function pasteLink(field, event) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const text = event.clipboardData.getData("text/plain").trim();
  if (start === end || !/^https?:\/\/\S+$/.test(text)) return;
  event.preventDefault();
  insert(field, `[${value.slice(start, end)}](${text})`, [start, end]);
}

/** Replaces a part of the text so that it can be undone. */
function insert(field, text, [start, end]) {
  field.focus();
  field.setSelectionRange(start, end);
  const command = text === "" ? "delete" : "insertText";
  // oxlint-disable-next-line typescript/no-deprecated -- the only way that keeps what Ctrl+Z knows
  if (document.execCommand(command, false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input"));
}

/** The text again, character by character, with its marks in elements. */
function highlight(text) {
  let isFenced = false;
  return text.split("\n").flatMap((line, index) => {
    const isFence = /^\s*```/.test(line);
    const parts = isFenced || isFence ? [span("code", line)] : highlightLine(line);
    if (isFence) isFenced = !isFenced;
    return index === 0 ? parts : ["\n", ...parts];
  });
}

function highlightLine(line) {
  if (/^#{1,6} /.test(line)) return [span("heading", line)];
  if (/^\s*>/.test(line)) return [span("quote", line)];
  const [, bullet = "", rest = line] = /^(\s*(?:[-*+]|\d+\.) )(.*)$/.exec(line) ?? [];
  const parts = bullet === "" ? [] : [span("mark", bullet)];
  let from = 0;
  for (const match of rest.matchAll(ANY_INLINE)) {
    const [name] = Object.entries(match.groups).find(([, found]) => found !== undefined);
    parts.push(rest.slice(from, match.index), span(name, match[0]));
    from = match.index + match[0].length;
  }
  parts.push(rest.slice(from));
  return parts;
}

function span(className, textContent) {
  return createElement("span", { className, textContent });
}

function createElement(name, properties) {
  return Object.assign(document.createElement(name), properties);
}

document.querySelectorAll("[data-markdown]").forEach(enhance);
