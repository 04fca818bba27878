import { Micro } from "../packages/core/src/index.ts";
import { dispatch } from "../packages/core/src/dispatch.ts";
import { AppPipeline } from "../packages/core/src/pipeline.ts";
import { security, csrf } from "../packages/security/src/index.ts";
const headers = (o) => ({ get: (n) => o[n.toLowerCase()], has: (n) => n.toLowerCase() in o, [Symbol.iterator]: () => Object.entries(o)[Symbol.iterator]() });
const source = (method, h) => ({ method, target: "/", scheme: "https", host: "localhost", remoteAddress: "", headers: headers(h), signal: null, hasBody: false });
async function pipelineOf(setup) {
  const app = new Micro(null, { config: { SECRET_KEY: "x".repeat(40) } });
  setup(app);
  app.get("/", () => "Hello, World!");
  app.post("/", () => "Hello, World!");
  const { ambient } = await import("../packages/core/src/ambient.ts");
  let found; const ok = AppPipeline.prototype.needsSession;
  AppPipeline.prototype.needsSession = function (r) { found = this; return ok.call(this, r); };
  await app.testClient().get("/");
  AppPipeline.prototype.needsSession = ok;
  return found;
}
function run(p, make, n = 300000) { const s = make(); const t = process.hrtime.bigint(); for (let i = 0; i < n; i++) { const r = dispatch(p, s); if (r.status === 0) throw 1; } return Number(process.hrtime.bigint() - t) / n / 1000; }
const cases = {
  bare: await pipelineOf(() => {}),
  security: await pipelineOf((a) => a.use(security())),
  csrf: await pipelineOf((a) => a.use(csrf())),
  both: await pipelineOf((a) => a.register(security(), csrf())),
  nonce: await pipelineOf((a) => { a.register(security()); a.beforeRequest((r) => void r.cspNonce()); }),
  token: await pipelineOf((a) => { a.register(csrf()); a.beforeRequest((r) => void r.csrfToken()); }),
};
const best = {};
for (let round = 0; round < 12; round++) for (const [name, p] of Object.entries(cases)) {
  const get = run(p, () => source("GET", {}), name === "token" ? 20000 : 100000);
  const post = run(p, () => source("POST", { "sec-fetch-site": "same-origin" }), 20000);
  const b = (best[name] ??= [9e9, 9e9]); b[0] = Math.min(b[0], get); b[1] = Math.min(b[1], post);
}
for (const [name, [g, p]] of Object.entries(best)) console.log(name.padEnd(10), "GET", g.toFixed(2), "µs  POST", p.toFixed(2), "µs");
