import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, it } from "vitest";
import { packageFolder, PACKAGES, readManifest, ROOT } from "./packages.ts";
import { runCommand } from "./run-command.ts";

/** The part of `npm pack --json` that the suite reads. */
interface PackReport {
  readonly files: readonly { readonly path: string }[];
}

const ATTW = fileURLToPath(
  new URL("dist/index.js", import.meta.resolve("@arethetypeswrong/cli/package.json")),
);

async function listPackedFiles(folder: string): Promise<string[]> {
  const { stdout } = await runCommand("npm", ["pack", "--dry-run", "--json", "--loglevel=error"], folder);
  const [report] = JSON.parse(stdout) as PackReport[]; // npm's format
  return report?.files.map(({ path }) => path) ?? [];
}

describe.each(PACKAGES)("packages/%s", (directory) => {
  const folder = packageFolder(directory);
  const manifest = readManifest(directory);

  it("is built", () => {
    expect(existsSync(`${folder}/dist/index.js`), "run `npm run build` first").toBe(true);
  });

  it("has no file in dist whose source is gone", () => {
    const built = readdirSync(`${folder}/dist`, { recursive: true, encoding: "utf8" });
    const stale = built.filter(
      (name) => name.endsWith(".d.ts") && !existsSync(`${folder}/src/${name.slice(0, -5)}.ts`),
    );
    expect(stale, "remove packages/*/dist and build again").toEqual([]);
  });

  it("satisfies publint in strict mode", async () => {
    const { messages } = await publint({ pkgDir: folder, strict: true });
    expect(messages.map((message) => formatMessage(message, { ...manifest }))).toEqual([]);
  });

  it("gives every module resolution its types", async () => {
    const { ok, output } = await runCommand(
      process.execPath,
      [ATTW, "--pack", ".", "--profile", "esm-only"],
      folder,
    );
    expect(ok, output).toBe(true);
  });

  it("packs its sources and builds, and no test", async () => {
    const files = await listPackedFiles(folder);
    expect(files).toEqual(
      expect.arrayContaining(["README.md", "LICENSE", "package.json", "src/index.ts", "dist/index.js"]),
    );
    const own = files.filter((path) => !path.startsWith("templates/")); // a new project has tests of its own
    expect(own.filter((path) => /\.test(-d)?\.|__snapshots__|tsbuildinfo/.test(path))).toEqual([]);
  });

  it("has the licence of the repository", () => {
    expect(readFileSync(`${folder}/LICENSE`, "utf8")).toBe(readFileSync(`${ROOT}LICENSE`, "utf8"));
  });

  it("is released together with the others", () => {
    const { version } = readManifest("core");
    expect(manifest.version).toBe(version);
    const own = Object.entries(manifest.dependencies ?? {}).filter(([name]) =>
      /^(@micro-web\/|micro-web$)/.test(name),
    );
    expect(own).toEqual(own.map(([name]) => [name, version]));
  });
});
