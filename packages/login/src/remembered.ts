/** What a remember-me cookie says. */
export interface Remembered {
  readonly userId: string;
  /** What the user's stamp was; "" without stamps. */
  readonly stamp: string;
  /** A stolen cookie was used, or the one of which it was stolen: nobody is logged in by it. */
  readonly isStolen: boolean;
  /** The cookie to give to the browser; `null` when it has the right one. */
  readonly cookie: RememberCookie | null;
}

/** A cookie to set. */
export interface RememberCookie {
  readonly value: string;
  /** Seconds. */
  readonly maxAge: number;
}
