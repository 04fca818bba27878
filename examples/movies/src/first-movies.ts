import type { MovieFile } from "./movie.ts";

/** What the list begins with. */
export const FIRST_MOVIES: MovieFile = {
  nextId: 7,
  movies: [
    {
      id: 1,
      title: "Alien",
      director: "Ridley Scott",
      year: 1979,
      rating: 5,
      note: "Seven people, one cat and a corridor that is always a bit too dark.",
    },
    {
      id: 2,
      title: "Spirited Away",
      director: "Hayao Miyazaki",
      year: 2001,
      rating: 5,
      note: "The train across the water. Nothing happens, and I could watch it for an hour.",
    },
    {
      id: 3,
      title: "The Princess Bride",
      director: "Rob Reiner",
      year: 1987,
      rating: 4,
      note: "Fencing, fighting, torture, revenge, giants, monsters, chases, escapes, true love, miracles.",
    },
    {
      id: 4,
      title: "The Lives of Others",
      director: "Florian Henckel von Donnersmarck",
      year: 2006,
      rating: 5,
      note: "The last line is the best last line there is.",
    },
    {
      id: 5,
      title: "Amélie",
      director: "Jean-Pierre Jeunet",
      year: 2001,
      rating: 4,
      note: "Green, red and gold, and a garden gnome that sees the world.",
    },
    {
      id: 6,
      title: "Arrival",
      director: "Denis Villeneuve",
      year: 2016,
      rating: 5,
      note: "A film about grammar that made me cry.",
    },
  ],
};
