#!/usr/bin/env node
import { existsSync } from "node:fs";
import module from "node:module";
import { join } from "node:path";

// Node 22 and newer keep what they have compiled, where nobody but the project's owner can write.
const modules = join(process.cwd(), "node_modules");
if (existsSync(modules)) Reflect.get(module, "enableCompileCache")?.(join(modules, ".cache", "micro"));

const { main } = await import("@micro-web/cli");
process.exitCode = await main(process.argv.slice(2));
