import { main } from "../src/index.ts";

// What the bin of micro-web does, on the sources.
process.exitCode = await main(process.argv.slice(2));
