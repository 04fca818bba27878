import { MovieStore } from "../src/movie-store.ts";

// Adds movies to a list until it is killed, and says so of each that is on the disk.
const store = new MovieStore(String(process.argv[2]));
await store.open();
for (let count = 0; ; count++) {
  const { id } = await store.add({
    title: `Movie ${count}`,
    director: "Nobody",
    year: 2000,
    rating: 3,
    note: "x".repeat(500),
  });
  process.stdout.write(`${id}\n`);
}
