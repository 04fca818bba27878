// One server in a process of its own; tells its port, and its processor time when asked.
const { listen } = await import(`./servers/${process.argv[2]}.mjs`);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send({ microseconds: user + system });
});
process.on("disconnect", () => process.exit());
process.send({ port: await listen() });
