import { isPromise, type MaybePromise } from "@micro-web/core";
import type { CompiledQuery, Kysely, QueryResult } from "kysely";

/**
 * Sends a statement at once, without the steps that Kysely and its drivers have for transactions, plugins and
 * cancellation. @returns `null` when it cannot: then the statement goes the way of all others
 */
export type DirectSender = <Row>(query: CompiledQuery) => MaybePromise<QueryResult<Row>> | null;

/**
 * Has the statements of a client that are in no transaction be sent directly where that is possible.
 *
 * @param convert - What an error of the driver becomes.
 */
export function sendDirectly(
  client: Kysely<unknown>,
  send: DirectSender,
  convert: (error: unknown) => unknown,
): void {
  const executor = client.getExecutor();
  const execute = executor.executeQuery.bind(executor);
  executor.executeQuery = async <Row>(
    ...[query, options]: Parameters<typeof execute<Row>>
  ): Promise<QueryResult<Row>> => {
    if (options?.signal !== undefined) return await execute<Row>(query, options);
    try {
      const sent = send<Row>(query);
      if (sent !== null) return isPromise(sent) ? await sent : sent;
    } catch (error) {
      const made = convert(error);
      if (made instanceof Error) Error.captureStackTrace(made); // to the code that asks, not to a socket
      throw made;
    }
    return await execute<Row>(query, options);
  };
}
