import { openDatabase, type Row } from "./database.ts";

/** Somebody with an account. */
export interface User {
  readonly id: number;
  readonly username: string;
  readonly passwordHash: string;
}

/** The user with an id. */
export function findUser(id: number): User | null {
  return toUser(openDatabase().get("SELECT * FROM user WHERE id = ?", id));
}

/** The user with a name. */
export function findUserByName(username: string): User | null {
  return toUser(openDatabase().get("SELECT * FROM user WHERE username = ?", username));
}

/** Adds a user; `false` when the name is taken. */
export function addUser(username: string, passwordHash: string): boolean {
  const sql = "INSERT INTO user (username, password_hash) VALUES (?, ?) ON CONFLICT (username) DO NOTHING";
  return openDatabase().run(sql, username, passwordHash) === 1;
}

function toUser(row: Row | undefined): User | null {
  if (row === undefined) return null;
  return {
    id: Number(row["id"]),
    username: String(row["username"]),
    passwordHash: String(row["password_hash"]),
  };
}
