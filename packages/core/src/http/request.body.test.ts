import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";

describe("the body of a request", () => {
  it("is bytes, text and JSON, read once", async () => {
    const request = createRequest({ body: '{"a":1}', headers: { "Content-Type": "application/json" } });
    expect(await request.bytes()).toHaveLength(7);
    expect(await request.text()).toBe('{"a":1}');
    expect(await request.json()).toEqual({ a: 1 });
    expect(await request.json()).toBe(await request.json());
  });

  it("is a form", async () => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const form = await createRequest({ body: "a=1", headers }).form();
    expect(form.get("a")).toBe("1");
  });

  it("is a stream", async () => {
    const chunks: string[] = [];
    for await (const chunk of createRequest({ body: [Buffer.from("a"), Buffer.from("b")] }).stream()) {
      chunks.push(Buffer.from(chunk).toString());
    }
    expect(chunks).toEqual(["a", "b"]);
  });

  it("is empty on a GET, whatever is asked for (A346)", async () => {
    expect(await createRequest().text()).toBe("");
    expect((await createRequest().form()).size).toBe(0);
  });
});

describe("the limits of a request's body", () => {
  const limits = { maxContentLength: 5, maxFormMemorySize: 4, maxFormParts: 1 };
  const form = { "Content-Type": "application/x-www-form-urlencoded" };

  it("are those of its route", async () => {
    expect(createRequest({ limits }).maxContentLength).toBe(5);
    await expect(createRequest({ body: "123456", limits }).bytes()).rejects.toMatchObject({ status: 413 });
    await expect(createRequest({ body: "a=123", headers: form, limits }).form()).rejects.toMatchObject({
      status: 413,
    });
    await expect(createRequest({ body: "a&b", headers: form, limits }).form()).rejects.toMatchObject({
      status: 413,
    });
  });

  it("may be set higher before the body is read", async () => {
    const request = createRequest({ body: "123456", limits });
    request.maxContentLength = 6;
    expect(request.maxContentLength).toBe(6);
    expect(await request.text()).toBe("123456");
  });

  it("may be set lower before the body is read", async () => {
    const request = createRequest({ body: "12345", limits });
    request.maxContentLength = 4;
    await expect(request.text()).rejects.toMatchObject({ status: 413 });
  });

  it("may be nothing at all", async () => {
    const request = createRequest({ body: "1", limits });
    request.maxContentLength = 0;
    await expect(request.text()).rejects.toMatchObject({ status: 413 });
  });
});
