import { BadRequest, Conflict, type HttpErrorOptions, ServiceUnavailable } from "@micro-web/core";

/** What a constraint was about. */
export interface ViolationOptions extends HttpErrorOptions {
  /** The table, as the database names it; "" where it does not say. */
  readonly table?: string;
  /** The constraint, as the database names it; "" where it does not say. */
  readonly constraint?: string;
  /** The properties of the model; empty where the database does not say. */
  readonly fields?: readonly string[];
}

/**
 * 409: another row has this value already. The client is told no more than that; `fields` says which properties, for a
 * message in a form.
 *
 * @example
 * try {
 *   await db.commit();
 * } catch (error) {
 *   if (!(error instanceof UniqueViolation)) throw error;
 *   return render("register.html", { error: `Taken: ${error.fields.join(", ")}` });
 * }
 */
export class UniqueViolation extends Conflict {
  override readonly name: string = "UniqueViolation";
  /** The table; "" where the database does not say. */
  readonly table: string;
  /** The name of the constraint; "" where the database does not say. */
  readonly constraint: string;
  /** The properties whose values exist already. */
  readonly fields: readonly string[];

  /** @param options - What the database said. */
  constructor({ table = "", constraint = "", fields = [], ...options }: ViolationOptions = {}) {
    super("This exists already.", options);
    [this.table, this.constraint, this.fields] = [table, constraint, fields];
  }
}

/** 409: the row refers to one that does not exist, or others refer to it. */
export class ForeignKeyViolation extends Conflict {
  override readonly name: string = "ForeignKeyViolation";
  /** The name of the constraint; "" where the database does not say. */
  readonly constraint: string;

  /** @param options - What the database said. */
  constructor(options: Omit<ViolationOptions, "table" | "fields"> = {}) {
    super("This refers to something that does not exist, or something else refers to it.", options);
    this.constraint = options.constraint ?? "";
  }
}

/** 400: a value that its column cannot hold: missing, too long, out of range, against a check. */
export class InvalidValue extends BadRequest {
  override readonly name: string = "InvalidValue";

  /** @param options - `cause`: what the database said. */
  constructor(options: HttpErrorOptions = {}) {
    super("A value does not fit.", options);
  }
}

/** Seconds after which a client may try again. */
const RETRY_AFTER = 1;

/** 503: the database does not answer, or has cut the connection; the next request connects again. */
export class DatabaseUnavailable extends ServiceUnavailable {
  override readonly name: string = "DatabaseUnavailable";

  /** @param options - `cause`: what the driver said. */
  constructor(options: HttpErrorOptions = {}) {
    super("The database does not answer.", { retryAfter: RETRY_AFTER, ...options });
  }
}

/** 503: somebody else holds what the statement needs: a lock for too long, a deadlock, two transactions that clash. */
export class DatabaseBusy extends ServiceUnavailable {
  override readonly name: string = "DatabaseBusy";
  /** Whether the same transaction may well pass at once: a deadlock, a clash; not a lock that was waited for. */
  readonly isTransient: boolean;

  /** @param isTransient - Whether to try again at once. @param options - `cause`: what the database said. */
  constructor(isTransient: boolean, options: HttpErrorOptions = {}) {
    super("The database is busy.", { retryAfter: RETRY_AFTER, ...options });
    this.isTransient = isTransient;
  }
}
