import { Agent, request } from "node:http";

/** What came of many requests. */
interface LoadResult {
  readonly answers: number;
  readonly failures: readonly string[];
  /** The milliseconds of the slowest answer. */
  readonly slowest: number;
}

/** Clients that send one request after the other until they are stopped. */
interface Load {
  stop(): Promise<LoadResult>;
}

interface LoadOptions {
  /** Clients that keep their connection. */
  readonly keepAlive: number;
  /** Clients that connect anew for each request. */
  readonly fresh: number;
}

/** Starts clients; each body that is answered has to fit the pattern. */
export function startLoad(url: string, pattern: RegExp, { keepAlive, fresh }: LoadOptions): Load {
  const failures: string[] = [];
  let answers = 0;
  let slowest = 0;
  let isStopped = false;

  async function send(agent: Agent | false, method: string): Promise<void> {
    const start = performance.now();
    try {
      const { status, body } = await requestOnce(url, { agent, method });
      if (status === 200 && pattern.test(body)) answers++;
      else failures.push(`${status} ${body}`);
    } catch (error) {
      failures.push(String(error));
    }
    slowest = Math.max(slowest, performance.now() - start);
  }

  async function run(index: number, keeps: boolean): Promise<void> {
    const agent = keeps ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
    for (let count = 0; !isStopped; count++) {
      await send(agent, (index + count) % 3 === 0 ? "POST" : "GET");
      // Some connections rest between their requests, others never do.
      if (index % 2 === 0) await new Promise((resolve) => setTimeout(resolve, count % 7));
    }
    if (agent !== false) agent.destroy();
  }

  const clients = Array.from({ length: keepAlive + fresh }, (_, index) => run(index, index < keepAlive));
  return {
    async stop() {
      isStopped = true;
      await Promise.all(clients);
      return { answers, failures, slowest };
    },
  };
}

/** Sends one request; a POST with a body. */
export function requestOnce(
  url: string,
  { agent = false, method = "GET" }: { readonly agent?: Agent | false; readonly method?: string } = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, method }, (incoming) => {
      let body = "";
      incoming.setEncoding("utf8").on("data", (text: string) => (body += text));
      incoming.once("end", () => resolve({ status: incoming.statusCode ?? 0, body }));
      incoming.once("error", reject);
    });
    outgoing.once("error", reject);
    outgoing.end(method === "POST" ? "x".repeat(20_000) : undefined);
  });
}
