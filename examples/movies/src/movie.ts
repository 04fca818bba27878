import { z } from "zod";

const FIRST_FILM = 1888;

/**
 * What a visitor says of a movie, in the form or as JSON.
 *
 * One schema for both: numbers may come as text, as they do from a form.
 */
export const MovieInput = z.object({
  title: z
    .string("Give the movie a title.")
    .trim()
    .min(1, "Give the movie a title.")
    .max(120, "Use at most 120 characters."),
  director: z
    .string("Say who directed it.")
    .trim()
    .min(1, "Say who directed it.")
    .max(120, "Use at most 120 characters."),
  year: z.coerce
    .number("Write the year in digits.")
    .int("Write the year without fractions.")
    .min(FIRST_FILM, `The first film is of ${FIRST_FILM}.`)
    .max(new Date().getFullYear() + 5, "That is too far in the future."),
  rating: z.coerce
    .number("Choose one to five stars.")
    .int("Choose one to five stars.")
    .min(1, "Choose one to five stars.")
    .max(5, "Choose one to five stars."),
  note: z.string().trim().max(500, "Use at most 500 characters.").default(""),
});

/** A movie as it was said. */
export type MovieInput = z.infer<typeof MovieInput>;

/** A movie of the list. */
export const Movie = MovieInput.extend({ id: z.int().min(1) });

/** A movie of the list. */
export type Movie = z.infer<typeof Movie>;

/** The file the movies are kept in. */
export const MovieFile = z.object({ nextId: z.int().min(1), movies: z.array(Movie) });

/** What is in the file. */
export type MovieFile = z.infer<typeof MovieFile>;
