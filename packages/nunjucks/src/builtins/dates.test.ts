import { Markup } from "@micro-web/core";
import { describe, expect, it, vi } from "vitest";

import { filter, filterWith, missing } from "../../test/builtin-context.ts";
import { methodOf } from "./methods.ts";

const MOMENT = new Date("2024-01-05T03:04:09.007Z");
const SUMMER = new Date("2026-08-11T22:30:00Z");

function write(format: string, date: unknown = MOMENT, timezone: string = "UTC"): unknown {
  return filter("date", date, format, timezone);
}

describe("the filter date [F203]", () => {
  it("writes what the seeds ask for", () => {
    expect(write("Y-m-d H:i:s")).toBe("2024-01-05 03:04:09");
  });

  it.each([
    ["d D j l N S w z", "05 Fri 5 Friday 5 th 5 4"],
    ["W o t L", "01 2024 31 1"],
    ["F m M n", "January 01 Jan 1"],
    ["Y y", "2024 24"],
    ["a A g G h H", "am AM 3 3 03 03"],
    ["i s u v", "04 09 007000 007"],
    ["e O P p T Z", "UTC +0000 +00:00 Z UTC 0"],
    ["U", "1704423849"],
    ["c", "2024-01-05T03:04:09+00:00"],
    ["r", "Fri, 05 Jan 2024 03:04:09 +0000"],
    ["\\Y\\e\\a\\r Y, q", "Year 2024, q"],
  ])("knows PHP's letters: %s", (format, text) => {
    expect(write(format)).toBe(text);
  });

  it("shows the time of a time zone", () => {
    expect(write("d.m.Y H:i P p Z", SUMMER, "Europe/Berlin")).toBe("12.08.2026 00:30 +02:00 +02:00 7200");
    expect(write("H:i O", SUMMER, "America/St_Johns")).toBe("20:00 -0230");
    expect(write("g A N", SUMMER, "Asia/Tokyo")).toBe("7 AM 3");
  });

  it.each([
    ["2024-01-01", "st"],
    ["2024-01-02", "nd"],
    ["2024-01-03", "rd"],
    ["2024-01-12", "th"],
    ["2024-01-23", "rd"],
  ])("counts the days of %s in English", (date, ending) => {
    expect(filter("date", date, "S")).toBe(ending);
  });

  it.each([
    ["2020-12-31", "53 2020 7 366"],
    ["2021-01-03", "53 2020 0 365"],
    ["2023-02-28", "09 2023 2 365"],
  ])("knows the week of %s", (date, text) => {
    const [week, year] = [filter("date", date, "W"), filter("date", date, "o")];
    expect(text.startsWith(`${String(week)} ${String(year)}`)).toBe(true);
  });

  it("knows Sundays and leap years", () => {
    expect(filter("date", "2021-01-03", "N w L")).toBe("7 0 0");
    expect([1900, 2000, 2023, 2024].map((year) => filter("date", `${year}-01-01`, "L"))).toEqual([
      "0",
      "1",
      "0",
      "1",
    ]);
  });

  it("takes dates, milliseconds, texts and now", () => {
    expect(write("Y", MOMENT.getTime())).toBe("2024");
    expect(write("H:i", "2024-01-05T03:04:00+02:00")).toBe("01:04");
    expect(write("H:i", new Markup("2024-01-05T03:04:00Z"))).toBe("03:04");
    expect(write("Y", "Fri, 05 Jan 2024 03:04:09 GMT")).toBe("2024");
    expect(filter("date", "2024-01-05 10:11:12", "H:i")).toBe("10:11");
    expect(filter("date", "2024-01-05", "d H")).toBe("05 00");
    expect(filter("date", "now", "Y")).toBe(String(new Date().getFullYear()));
  });

  it("writes the date and the time when it is told nothing else", () => {
    expect(filter("date", "2024-01-05T15:04:00")).toBe("January 5, 2024 15:04");
  });

  it.each([["tomorrow"], ["12"], ["2024-13-45"], [null], [true], [{}], [Number.NaN], [undefined], [""]])(
    "says that %o is no date",
    (value) => {
      expect(() => filter("date", value, "Y")).toThrow(/is no date$/);
    },
  );

  it("says which undefined value is no date", () => {
    expect(() => filter("date", missing("film.seen"), "Y")).toThrow("film.seen is undefined");
  });

  it("says that a time zone is none", () => {
    expect(() => write("Y", MOMENT, "Mars/Olympus")).toThrow('"Mars/Olympus" is no time zone');
  });

  it("writes a date as a language does", () => {
    const options = { timezone: "UTC", locale: "de" };
    expect(filterWith("date", [MOMENT, "long"], options)).toBe("5. Januar 2024");
    expect(filterWith("date", [MOMENT], { ...options, date_style: "short" })).toBe("05.01.24");
    expect(filterWith("date", [MOMENT], { ...options, time_style: "short" })).toBe("03:04");
    expect(filterWith("date", [MOMENT], options)).toBe("05.01.2024");
    expect(filterWith("date", [MOMENT, "full"], { timezone: "UTC" })).toBe("Friday, January 5, 2024");
    expect(() => filterWith("date", [MOMENT], { date_style: "tiny" })).toThrow('"tiny" is no style of dates');
  });
});

describe("the methods of dates", () => {
  const call = (name: string, ...values: readonly unknown[]): unknown => methodOf(MOMENT, name)?.(values, {});

  it("are strftime, isoformat and timestamp of Python", () => {
    const local = new Date(2024, 0, 5, 3, 4);
    expect(methodOf(local, "strftime")?.(["%d.%m.%Y %H:%M %s"], {})).toBe(
      `05.01.2024 03:04 ${local.getTime() / 1000}`,
    );
    expect(methodOf(local, "strftime")?.(["%q %-d %z%Z"], {})).toMatch(/^%q 5 [+-]\d{4}\S+/);
    expect(call("isoformat")).toBe("2024-01-05T03:04:09.007Z");
    expect(call("timestamp")).toBe(MOMENT.getTime() / 1000);
  });

  it("are those of JavaScript that change nothing", () => {
    expect(call("getTime")).toBe(MOMENT.getTime());
    expect(call("toISOString")).toBe(MOMENT.toISOString());
    expect(methodOf(MOMENT, "setTime")).toBeUndefined();
    expect(methodOf(MOMENT, "constructor")).toBeUndefined();
  });
});

describe("time in words [F218]", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const before = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);

  it.each([
    [0, "0 minutes", "now"],
    [1, "0 minutes", "a second ago"],
    [30, "0 minutes", "30 seconds ago"],
    [90, "1 minute", "a minute ago"],
    [600, "10 minutes", "10 minutes ago"],
    [3_700, "1 hour, 1 minute", "an hour ago"],
    [7_300, "2 hours, 1 minute", "2 hours ago"],
    [86_400, "1 day", "1 day ago"],
    [90_061, "1 day, 1 hour", "1 day, 1 hour ago"],
    [1_468_800, "2 weeks, 3 days", "2 weeks, 3 days ago"],
    [40_000_000, "1 year, 3 months", "1 year, 3 months ago"],
  ])("says how long %i seconds are", (seconds, since, natural) => {
    const text = (value: unknown): string => String(value).replaceAll("\u00a0", " ");
    expect(text(filter("timesince", before(seconds), now))).toBe(since);
    expect(text(filter("naturaltime", before(seconds), now))).toBe(natural);
  });

  it("speaks of what is to come", () => {
    expect(filter("naturaltime", before(-7_300), now)).toBe("2\u00a0hours from now");
    expect(filter("naturaltime", before(-1), now)).toBe("a second from now");
    expect(filter("timeuntil", before(-7_300), now)).toBe("2\u00a0hours, 1\u00a0minute");
    expect(filter("timesince", before(-7_300), now)).toBe("0\u00a0minutes");
  });

  it("counts from now", () => {
    vi.useFakeTimers({ now });
    expect(filter("naturaltime", before(60))).toBe("a minute ago");
    expect(filter("timesince", before(60))).toBe("1\u00a0minute");
    vi.useRealTimers();
  });
});
