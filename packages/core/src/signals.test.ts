import { describe, expect, it } from "vitest";

import { Signal, SignalNamespace } from "./signals.ts";

describe("Signal", () => {
  it("tells its receivers in the order of their connection, and gives back what they return [F160]", () => {
    const signal = new Signal<{ order: number }>("order-placed");
    const first = ({ order }: { order: number }): number => order + 1;
    const second = (): string => "second";
    signal.connect(first);
    signal.connect(second);
    expect(signal.send({ order: 1 })).toEqual([
      [first, 2],
      [second, "second"],
    ]);
  });

  it("connects a receiver once", () => {
    const signal = new Signal<number>("counted");
    const receiver = (): void => undefined;
    signal.connect(receiver);
    signal.connect(receiver);
    expect(signal.send(1)).toHaveLength(1);
  });

  it("disconnects a receiver, and leaves alone one that is not connected [F160]", () => {
    const signal = new Signal<number>("counted");
    const receiver = (): void => undefined;
    signal.connect(receiver);
    signal.disconnect(() => undefined);
    expect(signal.hasReceivers).toBe(true);
    signal.disconnect(receiver);
    expect(signal.hasReceivers).toBe(false);
    expect(signal.send(1)).toEqual([]);
  });

  it("connects for a while [F160]", () => {
    const signal = new Signal<number>("counted");
    const heard: number[] = [];
    {
      using connection = signal.connectedTo((value) => heard.push(value));
      signal.send(1);
      expect(connection).toHaveProperty("disconnect");
    }
    signal.send(2);
    const connection = signal.connectedTo((value) => heard.push(value));
    signal.send(3);
    connection.disconnect();
    connection.disconnect();
    signal.send(4);
    expect(heard).toEqual([1, 3]);
  });

  it("keeps telling those of the moment when a receiver disconnects another", () => {
    const signal = new Signal<number>("counted");
    const heard: string[] = [];
    const second = (): number => heard.push("second");
    signal.connect(() => signal.disconnect(second));
    signal.connect(second);
    signal.send(1);
    signal.send(2);
    expect(heard).toEqual(["second"]);
  });

  it("lets what a receiver throws reach the sender", () => {
    const signal = new Signal<number>("counted");
    signal.connect(() => {
      throw new RangeError("no");
    });
    expect(() => signal.send(1)).toThrow(RangeError);
  });
});

describe("SignalNamespace", () => {
  it("gives one signal a name [F160]", () => {
    const signals = new SignalNamespace<{ "user-registered": { name: string } }>();
    const heard: string[] = [];
    signals.signal("user-registered").connect(({ name }) => heard.push(name));
    signals.signal("user-registered").send({ name: "Ann" });
    expect(heard).toEqual(["Ann"]);
    expect(signals.signal("user-registered").name).toBe("user-registered");
  });
});
