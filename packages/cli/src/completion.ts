/** The shells that can complete the words of `micro`. */
export const COMPLETED_SHELLS = ["bash", "zsh", "fish"] as const;

/**
 * A shell that can complete the words of `micro`.
 *
 * @example
 * const shell: CompletedShell = "fish";
 */
export type CompletedShell = (typeof COMPLETED_SHELLS)[number];

/** The command that the scripts of the shells call. */
export const COMPLETE = "__complete";

/** A word that can stand where one is being written. */
export interface Candidate {
  readonly word: string;
  /** One line for the shells that show it. */
  readonly about: string;
}

/** Each asks `micro __complete` with the words so far, and gets lines of a word, a tab and a description. */
const SCRIPTS: Readonly<Record<CompletedShell, string>> = {
  bash: `_micro_complete() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -f1))
}
complete -o default -F _micro_complete micro`,
  zsh: `#compdef micro
_micro() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null | sed 's/:/\\\\:/g; s/\\t/:/')}")
  if [[ -n "\${candidates[*]}" ]]; then _describe micro candidates; else _files; fi
}
compdef _micro micro`,
  fish: `function __micro_complete
  set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
  $words[1] __complete $words[2..-1] 2>/dev/null
end
complete --command micro --arguments "(__micro_complete)"`,
};

/**
 * The script that completes the words of `micro` in a shell.
 *
 * @example
 * completionScript("bash"); // for ~/.bashrc: eval "$(micro completion bash)"
 */
export function completionScript(shell: CompletedShell): string {
  return SCRIPTS[shell];
}

/**
 * Commands, as words that can stand next.
 *
 * @example
 * toCandidates(app.commands); // [{ word: "seed", about: "Adds movies." }]
 */
export function toCandidates(commands: ReadonlyMap<string, { readonly description: string }>): Candidate[] {
  return [...commands].map(([word, { description }]) => ({ word, about: description }));
}
