#!/usr/bin/env node
import { create } from "create-micro-web";

process.exitCode = await create(process.argv.slice(2));
