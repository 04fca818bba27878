/** Of the debug page: copying, and moving with the keyboard. It asks no server for anything. */
export const PAGE_SCRIPT = `
const report = JSON.parse(document.getElementById("report").textContent);
async function copy(kind, button) {
  const text = report[kind];
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = before; }, 1200);
}
const buttons = document.querySelectorAll("button[data-copy]");
for (const button of buttons) button.addEventListener("click", () => copy(button.dataset.copy, button));
const stops = [...document.querySelectorAll("summary")];
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const index = stops.indexOf(document.activeElement);
  if (event.key === "j" || event.key === "k") {
    const next = stops[Math.min(stops.length - 1, Math.max(0, index + (event.key === "j" ? 1 : -1)))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "o") {
    const place = (document.activeElement.closest("details") ?? document).querySelector("a.place");
    if (place) place.click();
  } else if (event.key === "c") copy("text", buttons[0]);
  else if (event.key === "m") copy("markdown", buttons[1]);
  else return;
  event.preventDefault();
});
`;
