#!/usr/bin/env node
import { main } from "@micro-web/cli";

process.exitCode = await main(process.argv.slice(2));
