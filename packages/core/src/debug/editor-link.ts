import type { SourcePlace } from "./stack-frames.ts";

/** The URLs with which editors open files; the system hands them over, no server is asked. */
const EDITORS: Readonly<Record<string, string>> = {
  vscode: "vscode://file{file}:{line}:{column}",
  "vscode-insiders": "vscode-insiders://file{file}:{line}:{column}",
  vscodium: "vscodium://file{file}:{line}:{column}",
  cursor: "cursor://file{file}:{line}:{column}",
  windsurf: "windsurf://file{file}:{line}:{column}",
  zed: "zed://file{file}:{line}:{column}",
  idea: "idea://open?file={file}&line={line}&column={column}",
  webstorm: "webstorm://open?file={file}&line={line}&column={column}",
  sublime: "subl://open?url=file://{file}&line={line}&column={column}",
  textmate: "txmt://open?url=file://{file}&line={line}&column={column}",
  emacs: "emacs://open?url=file://{file}&line={line}&column={column}",
};

/**
 * The URL that opens a place in the editor that `MICRO_EDITOR` names, or whose URL it is; "" for `none`.
 *
 * @param editor - A name, or a URL with `{file}`, `{line}` and `{column}`. @default "vscode"
 */
export function editorLink({ file, line, column }: SourcePlace, editor: string = "vscode"): string {
  const url = EDITORS[editor] ?? editor;
  if (!url.includes("{file}") || file.startsWith("node:")) return "";
  const path = encodeURI(file.startsWith("/") ? file : `/${file.replaceAll("\\", "/")}`).replaceAll(
    /[?#&]/g,
    encodeURIComponent,
  );
  return url
    .replace("{file}", () => path)
    .replace("{line}", String(line))
    .replace("{column}", String(Math.max(1, column)));
}
