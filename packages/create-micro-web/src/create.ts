import { relative } from "node:path";

import { type CreateOptions, parseCreateOptions, usageOf } from "./command-line.ts";
import { CreateFailure } from "./create-failure.ts";
import { installDependencies, packageManagerOf } from "./installation.ts";
import { planProject, type ProjectPlan, writeProject } from "./project.ts";
import { type TemplateName, TEMPLATES, toTemplateName } from "./template.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** The exit status of a command line that cannot be followed. */
const USAGE_ERROR = 2;
const DEFAULT_FOLDER = "micro-app";
const DEFAULT_TEMPLATE: TemplateName = "minimal";

/**
 * Makes a project: `npm create micro-web` and `micro new`. It asks for what the words do not say, at most three things.
 *
 * @param words - What stands after the command: `[template] [folder] [options]`.
 * @param terminal - What it needs of its process. @default this process
 * @param command - What it is called. @default "npm create micro-web"
 * @returns The exit status: 0, 1 when the dependencies could not be installed, 2 when no project was made.
 * @example
 * process.exitCode = await create(["site", "my-site", "--yes"]);
 */
export async function create(
  words: readonly string[],
  terminal: Terminal = createTerminal(),
  command: string = "npm create micro-web",
): Promise<number> {
  try {
    const options = parseCreateOptions(words);
    if (options.isHelp) {
      terminal.print(usageOf(command));
      return 0;
    }
    return await createProject(options, terminal);
  } catch (error) {
    if (!(error instanceof CreateFailure)) throw error;
    terminal.warn(error.message);
    return USAGE_ERROR;
  }
}

async function createProject(options: CreateOptions, terminal: Terminal): Promise<number> {
  const asks = terminal.isInteractive && !options.isYes;
  const template = options.template ?? (await chooseTemplate(terminal, asks));
  const path = options.path ?? (await choosePath(terminal, { template, asks }));
  const { language } = options;
  const plan = planProject(template, { parent: terminal.folder, path, language });
  const installs = options.installs ?? (!asks || (await confirm(terminal, "Install the dependencies?")));
  const files = writeProject(plan);
  terminal.print(`Made ${plan.names.package}, ${describe(plan)}: ${files.length} files.`);
  if (options.makesRepository) await makeRepository(plan.folder, terminal);
  const isInstalled = installs && (await installDependencies(terminal, plan.folder));
  terminal.print(nextSteps(plan, terminal, isInstalled));
  return installs && !isInstalled ? 1 : 0;
}

async function chooseTemplate(terminal: Terminal, asks: boolean): Promise<TemplateName> {
  if (!asks) return DEFAULT_TEMPLATE;
  const list = Object.entries(TEMPLATES).map(([name, { description }]) => `  ${name}: ${description}`);
  terminal.print(`Templates:\n${list.join("\n")}`);
  return toTemplateName(await askFor(terminal, "Which one?", DEFAULT_TEMPLATE));
}

async function choosePath(
  terminal: Terminal,
  { template, asks }: { readonly template: TemplateName; readonly asks: boolean },
): Promise<string> {
  if (template !== "extension") return asks ? askFor(terminal, "Folder?", DEFAULT_FOLDER) : DEFAULT_FOLDER;
  const name = asks ? await askFor(terminal, "Name of the extension?", "") : "";
  if (name !== "") return name;
  throw new CreateFailure("An extension needs a name, of which its function and package are named: hello.");
}

async function confirm(terminal: Terminal, question: string): Promise<boolean> {
  return /^y/i.test(await askFor(terminal, question, "yes"));
}

async function askFor(terminal: Terminal, question: string, otherwise: string): Promise<string> {
  const hint = otherwise === "" ? "" : ` (${otherwise})`;
  return (await terminal.ask(`${question}${hint} `)).trim() || otherwise;
}

function describe({ template }: ProjectPlan): string {
  return TEMPLATES[template].description;
}

/** Without git, and in the repository of somebody, there is nothing to make. */
async function makeRepository(folder: string, terminal: Terminal): Promise<void> {
  const inside = await terminal.run("git", ["rev-parse", "--is-inside-work-tree"], folder);
  if (inside.status === null || inside.status === 0) return;
  await terminal.run("git", ["init", "--initial-branch=main"], folder);
}

function nextSteps({ folder, template }: ProjectPlan, terminal: Terminal, isInstalled: boolean): string {
  const manager = packageManagerOf(terminal.environment);
  const place = relative(terminal.folder, folder);
  const steps = [
    ...(place === "" ? [] : [`cd ${/\s/.test(place) ? JSON.stringify(place) : place}`]),
    ...(isInstalled ? [] : [`${manager} install`]),
    `${manager} run ${template === "extension" ? "demo" : "dev"}`,
  ];
  return `\nNext:\n${steps.map((step) => `  ${step}`).join("\n")}`;
}
