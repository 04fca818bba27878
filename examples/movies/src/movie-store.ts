import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";

import { z } from "zod";

import { FIRST_MOVIES } from "./first-movies.ts";
import { type Movie, MovieFile, type MovieInput } from "./movie.ts";
import { writeWholeFile } from "./whole-file.ts";

/** The list of movies: in memory, and in a file that survives restarts. */
export class MovieStore {
  readonly #path: string;
  #content: MovieFile = { nextId: 1, movies: [] };
  #lastChange: Promise<unknown> = Promise.resolve();

  /** @param path - The JSON file. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Reads the file; the first time, writes one. @throws Error when the file is damaged, and leaves it as it is */
  async open(): Promise<void> {
    const text = await readIfThere(this.#path);
    if (text !== null) {
      this.#content = parse(text, this.#path);
      return;
    }
    await mkdir(dirname(this.#path), { recursive: true });
    await this.#change(() => FIRST_MOVIES);
  }

  /** The movies with all words of a search in title, director or year; newest first. */
  list(search: string = ""): Movie[] {
    const words = fold(search).split(/\s+/);
    return this.#content.movies
      .filter(({ title, director, year }) => {
        const text = fold(`${title} ${director} ${year}`);
        return words.every((word) => text.includes(word));
      })
      .toReversed();
  }

  /** The movie of an id; `undefined` when there is none. */
  find(id: number): Movie | undefined {
    return this.#content.movies.find((movie) => movie.id === id);
  }

  /** Adds a movie; it is on the disk when this is done. */
  async add(input: MovieInput): Promise<Movie> {
    const { movies } = await this.#change(({ nextId, movies: known }) => ({
      nextId: nextId + 1,
      movies: [...known, { id: nextId, ...input }],
    }));
    return movies[movies.length - 1] as Movie; // it was just put there
  }

  /** Takes a movie off the list; tells whether it was there. */
  async remove(id: number): Promise<boolean> {
    const isThere = this.find(id) !== undefined;
    if (isThere) {
      await this.#change(({ nextId, movies }) => ({
        nextId,
        movies: movies.filter((movie) => movie.id !== id),
      }));
    }
    return isThere;
  }

  /** One change after the other: each starts from what the one before has written. */
  #change(change: (content: MovieFile) => MovieFile): Promise<MovieFile> {
    const changed = this.#lastChange.then(async () => {
      const content = change(this.#content);
      await writeWholeFile(this.#path, `${JSON.stringify(content, null, 2)}\n`);
      this.#content = content;
      return content;
    });
    this.#lastChange = changed.catch(() => undefined); // one that fails is told to its caller, not to the next
    return changed;
  }
}

/** Lower case without accents: "Amélie" is found by "amelie". */
function fold(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mark}/gu, "");
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parse(text: string, path: string): MovieFile {
  try {
    return MovieFile.parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new Error(
      `The list of movies in ${path} is damaged: ${why}\n` +
        "Correct the file, or move it away to begin with a new list. It was not changed.",
      { cause },
    );
  }
}
