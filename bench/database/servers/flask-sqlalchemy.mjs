// Flask with Flask-SQLAlchemy under gunicorn, of Debian: a threaded worker with keep-alive.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import { PORT } from "../blog.mjs";

const words = [
  "-w",
  "1",
  "-k",
  "gthread",
  "--threads",
  "8",
  "-b",
  `127.0.0.1:${PORT}`,
  "--log-level",
  "warning",
];
const child = spawn("/usr/bin/python3", ["/usr/bin/gunicorn", ...words, "flask_app:app"], {
  cwd: fileURLToPath(new URL(".", import.meta.url)),
  stdio: "inherit",
  env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
});
child.on("exit", (code) => process.exit(code ?? 1));
