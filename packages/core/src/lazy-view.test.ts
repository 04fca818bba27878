import { describe, expect, expectTypeOf, it, vi } from "vitest";

import { Micro } from "./app.ts";
import type { Request } from "./http/request.ts";
import { lazyView } from "./lazy-view.ts";

const show = ({ params }: Request<{ readonly id: number }>): string => `number ${params.id}`;

describe("lazyView", () => {
  it("imports the view when it is first asked for, once [F135]", async () => {
    const load = vi.fn<() => Promise<typeof show>>(async () => show);
    const app = new Micro();
    app.get("/<int:id>", { name: "show" }, lazyView(load));
    const client = app.testClient();
    expect(load).not.toHaveBeenCalled();
    expect((await client.get("/1")).text).toBe("number 1");
    expect((await client.get("/2")).text).toBe("number 2");
    expect(load).toHaveBeenCalledOnce();
  });

  it("imports once for requests that come at the same time [F135]", async () => {
    const load = vi.fn<() => Promise<typeof show>>(async () => show);
    const app = new Micro();
    app.get("/<int:id>", lazyView(load));
    const client = app.testClient();
    await Promise.all([client.get("/1"), client.get("/2")]);
    expect(load).toHaveBeenCalledOnce();
  });

  it("tries again after an import that failed [F135]", async () => {
    const load = vi
      .fn<() => Promise<typeof show>>(async () => show)
      .mockRejectedValueOnce(new Error("no such module"));
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.get("/<int:id>", lazyView(load));
    const client = app.testClient();
    expect([(await client.get("/1")).status, (await client.get("/1")).status]).toEqual([500, 200]);
  });

  it("has the type of the view", () => {
    expectTypeOf(lazyView(async () => show)).toEqualTypeOf<typeof show>();
  });
});
