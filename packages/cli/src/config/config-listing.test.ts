import { Micro } from "@micro-web/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { forgetApp, projectOf } from "../../test/own-app.ts";
import { removeProjects } from "../../test/project.ts";
import { createRecordingShell } from "../../test/shell.ts";
import { main } from "../main.ts";

const FILES = { ".env": "MICRO_SECRET_KEY=from-the-file\nMICRO_MAX_FORM_PARTS=9\n" };

async function listConfig(words: string[], variables: Record<string, string> = {}): Promise<string> {
  const environment = { MICRO_SECRET_KEY: "from-the-file", MICRO_MAX_FORM_PARTS: "9", ...variables };
  const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: 10, DATABASE: "pg://app:hush@db/app" } });
  app.config.loadEnvironment(environment);
  app.config.MAX_FORM_PARTS = 5;
  const shell = createRecordingShell(projectOf(app, FILES).folder, variables);
  expect(await main(["config", ...words], shell)).toBe(0);
  return shell.printed.join("\n");
}

describe("micro config [F387]", () => {
  /** An app reads what the environment of the tests itself says: how they were started. */
  beforeEach(() => {
    for (const name of Object.keys(process.env)) if (name.startsWith("MICRO_")) vi.stubEnv(name, undefined);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    removeProjects();
    forgetApp();
  });

  it("says what each value is, where it comes from, and no secret", async () => {
    const text = await listConfig([]);
    expect(text).toMatch(/^Key +Value +From\n/);
    expect(text).toMatch(/^SECRET_KEY +"\[hidden\]" +MICRO_SECRET_KEY of \.env$/m);
    expect(text).toMatch(/^MAX_CONTENT_LENGTH +10 +the app$/m);
    expect(text).toMatch(/^DATABASE +"pg:\/\/app:\[hidden\]@db\/app" +the app$/m);
    expect(text).toMatch(/^DEBUG +false +default$/m);
    expect(text).not.toMatch(/from-the-file|hush/);
  });

  it("names the app where its code has changed what a variable says", async () => {
    expect(await listConfig([])).toMatch(/^MAX_FORM_PARTS +5 +the app$/m);
  });

  it("names the environment, which comes before files, and a variable for a part of a value", async () => {
    const text = await listConfig([], { MICRO_SERVER_NAME: "a.example", MICRO_MAIL__HOST: "localhost" });
    expect(text).toMatch(/^SERVER_NAME +"a\.example" +MICRO_SERVER_NAME of the environment$/m);
    expect(text).toMatch(/^MAIL +\{"HOST":"localhost"\} +MICRO_MAIL__HOST of the environment$/m);
  });

  it("leaves out defaults with --changed, and prints JSON", async () => {
    const rows: { key: string; value: unknown; source: string }[] = JSON.parse(
      await listConfig(["--changed", "--json"]),
    );
    expect(rows.map(({ key }) => key)).toEqual([
      "DATABASE",
      "MAX_CONTENT_LENGTH",
      "MAX_FORM_PARTS",
      "SECRET_KEY",
    ]);
    expect(rows.at(-1)).toEqual({ key: "SECRET_KEY", value: "[hidden]", source: "MICRO_SECRET_KEY of .env" });
  });
});
