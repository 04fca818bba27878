/** A film. */
export interface Movie {
  readonly id: number;
  readonly title: string;
  readonly year: number;
  /** From 1 to 5. */
  readonly stars: number;
  readonly cast: readonly string[];
}

/** The films of the site. */
export const MOVIES: readonly Movie[] = [
  { id: 1, title: "The Hitchhiker's Guide to the Galaxy", year: 2005, stars: 3, cast: ["Martin Freeman"] },
  { id: 2, title: "Back to the Future", year: 1985, stars: 5, cast: ["Michael J. Fox", "Lea Thompson"] },
  { id: 3, title: "<Matrix> & Reloaded", year: 2003, stars: 4, cast: ["Keanu Reeves", "Carrie-Anne Moss"] },
];
