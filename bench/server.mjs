// One server in a process of its own: `node server.mjs NAME OPTIONS`, options in JSON. Tells its port; and the bytes of
// its heap when it is asked to "look", and after a collection to "collect", which needs `--expose-gc`.
const [name, options] = process.argv.slice(2);
const { listen } = await import(`./servers/${name}.mjs`);
process.on("disconnect", () => process.exit());
process.on("message", (word) => {
  if (word === "collect") globalThis.gc();
  process.send({ heapUsed: process.memoryUsage().heapUsed });
});
process.send({ port: await listen(JSON.parse(options)) });
