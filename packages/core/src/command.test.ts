import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { type Command, CommandGroup } from "./command.ts";
import { currentApp } from "./context/index.ts";

/** A command that says where it ran and with what. */
function createCommand(name: string, said: string[] = []): Command {
  return {
    description: `Runs ${name}.`,
    run: (words) => void said.push([currentApp().name, name, ...words].join(" ")),
  };
}

describe("commands", () => {
  let out: string[];
  let errors: string[];

  beforeEach(() => {
    [out, errors] = [[], []];
    vi.spyOn(console, "log").mockImplementation((text: string) => void out.push(text));
    vi.spyOn(console, "error").mockImplementation((text: string) => void errors.push(text));
  });

  afterEach(() => vi.restoreAllMocks());

  /** Runs a command line of an app. */
  async function run(app: Micro, line: string): Promise<unknown> {
    const [name = "", ...words] = line.split(" ");
    return app.commands.get(name)?.run(words);
  }

  it("run with their app as the current one [F172 F377 B177]", async () => {
    const said: string[] = [];
    const app = new Micro(null, { name: "site" });
    app.command("seed", createCommand("seed", said));
    await run(app, "seed --all");
    expect(said).toEqual(["site seed --all"]);
  });

  it("make a group with those of the same group, in one context each [F377 B177]", async () => {
    const said: string[] = [];
    const app = new Micro(null, { name: "site" });
    app.teardownAppContext(() => void said.push("over"));
    app.command("import", createCommand("import", said), "blog");
    app.command("export", createCommand("export", said), "blog");
    await run(app, "blog export a");
    expect(said).toEqual(["site export a", "over"]);
    expect([...app.commands]).toEqual([["blog", expect.any(CommandGroup)]]);
    expect(app.commands.get("blog")?.description).toBe("Commands: import, export");
  });

  it("run without an app when their group is asked itself", async () => {
    const group = new CommandGroup("tools");
    group.add("count", { description: "Counts.", run: (words, name) => words.length + (name ?? "").length });
    expect(await group.run(["count", "a"])).toBe(1 + "tools count".length);
  });

  it("nest in groups, and what is added later counts [F377 B177]", async () => {
    const said: string[] = [];
    const app = new Micro(null, { name: "site" });
    const [users, roles] = [new CommandGroup("users"), new CommandGroup("roles")];
    app.command("users", users);
    users.add("roles", roles);
    roles.add("grant", createCommand("grant", said));
    await run(app, "users roles grant ann");
    expect(said).toEqual(["site grant ann"]);
    expect(await run(app, "users roles revoke")).toBe(2);
    expect(errors).toEqual([
      "There is no command users roles revoke.\nUsage: micro users roles <command>\nCommands:\n  users roles grant  Runs grant.",
    ]);
  });

  it("of a blueprint are in a group of its name, of another one, or in none [F148 F379 B182]", async () => {
    const said: string[] = [];
    const app = new Micro(null, { name: "site" });
    const blueprints = [
      new Blueprint("blog"),
      new Blueprint("shop", null, { commandGroup: "store" }),
      new Blueprint("admin", null, { commandGroup: null }),
    ];
    for (const blueprint of blueprints) blueprint.command("check", createCommand(blueprint.name, said));
    for (const blueprint of blueprints) app.mount(blueprint);
    for (const line of ["blog check", "store check", "check"]) await run(app, line);
    expect(said).toEqual(["site blog", "site shop", "site admin"]);
    expect([...app.commands.keys()]).toEqual(["blog", "store", "check"]);
  });

  it("have the name with which their blueprint is mounted [B182]", () => {
    const app = new Micro();
    const blueprint = new Blueprint("blog");
    blueprint.command("check", createCommand("check"));
    app.mount(blueprint, { name: "news" });
    expect([...app.commands.keys()]).toEqual(["news"]);
  });

  it("join those of a blueprint whose group has the same name, in any order", async () => {
    const said: string[] = [];
    const app = new Micro(null, { name: "site" });
    const blueprints = [new Blueprint("blog"), new Blueprint("shop")];
    for (const blueprint of blueprints) {
      blueprint.cli.add("check", createCommand("check", said));
      blueprint.cli
        .group("posts")
        .command("count", { description: "Counts.", run: () => void said.push("counted") });
    }
    app.cli.group("blog").add("export", createCommand("export", said));
    for (const blueprint of blueprints) app.mount(blueprint);
    app.cli.group("shop", "What is sold.").add("export", createCommand("export", said));
    app.cli.group("shop").add("check", createCommand("own check", said));
    for (const line of ["blog check", "blog export", "shop check", "shop export", "shop posts count"])
      await run(app, line);
    expect(said).toEqual(["site check", "site export", "site own check", "site export", "counted"]);
    expect(app.commands.get("shop")?.description).toBe("What is sold.");
  });

  it.each(["", "two words", "-x", "a[b]", "<a>"])("have a name of one word: not %j", (name) => {
    const [app, group] = [new Micro(), new CommandGroup("group")];
    expect(() => app.command(name, createCommand("x"))).toThrow("MICRO_COMMAND_INVALID");
    expect(() => group.add(name, createCommand("x"))).toThrow(/cannot be called ".*"\. Its name is one word/);
  });

  it("leave out groups without any [B182]", () => {
    const app = new Micro();
    const outer = new CommandGroup("outer");
    outer.add("inner", new CommandGroup("inner"));
    app.command("outer", outer);
    app.mount(new Blueprint("blog"));
    expect([...app.commands.keys()]).toEqual([]);
  });

  it("are listed by their group for --help [F377 B177]", async () => {
    const app = new Micro();
    app.command("import", createCommand("import"), "blog");
    app.command("up", createCommand("up"), "blog");
    expect([await run(app, "blog --help"), await run(app, "blog -h")]).toEqual([0, 0]);
    expect(out[1]).toBe(
      "Usage: micro blog <command>\nCommands:\n  blog import  Runs import.\n  blog up      Runs up.",
    );
    expect(errors).toEqual([]);
  });

  it("are asked for by a group that is given none, or a wrong one [B177]", async () => {
    const app = new Micro();
    app.command("import", createCommand("import"), "blog");
    expect([await run(app, "blog"), await app.commands.get("blog")?.run([])]).toEqual([2, 2]);
    expect(await run(app, "blog imprt")).toBe(2);
    expect(errors[0]).toMatch(/^Usage: micro blog <command>\n/);
    expect(errors[2]).toMatch(/^There is no command blog imprt\. Did you mean "?import"?.*\nUsage: /);
  });
});

describe("micro shell", () => {
  it("has the app at hand, and what the app adds, later over earlier [F23]", () => {
    const app = new Micro();
    app.shellContext(() => ({ Movie: 1, database: 2 }));
    app.shellContext(() => ({ Movie: 3 }));
    expect(app.makeShellContext()).toEqual({ app, Movie: 3, database: 2 });
    expect(() => app.shellContext("x" as never)).toThrow("MICRO_HOOK_INVALID"); // not a function
  });
});
