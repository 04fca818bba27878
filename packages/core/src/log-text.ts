/** Text without what moves a terminal: control characters are shown, lines and tabs stay. */
export function withoutControls(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n\t]|[\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

/** Text that makes no log line of its own. */
export function oneLine(text: string): string {
  return withoutControls(JSON.stringify(text).slice(1, -1));
}
