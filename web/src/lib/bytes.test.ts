import { describe, expect, it } from "vitest";
import { formatBytes, formatBytesOf, formatMebibytes, formatSpeed, percent } from "./bytes";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 kB"],
    [91_500_000, "91.5 MB"],
    [99_960_000, "100 MB"],
    [999_400_000, "999 MB"],
    [999_960_000, "1.0 GB"],
    [61_200_000_000, "61.2 GB"],
    [228_400_000_000, "228 GB"],
  ])("%d bytes are %s", (bytes, shown) => {
    expect(formatBytes(bytes)).toBe(shown);
  });
});

describe("formatBytesOf", () => {
  it("names one unit where both share it", () => {
    expect(formatBytesOf(55_800_000, 91_500_000)).toEqual({ done: "55.8", total: "91.5 MB" });
  });

  it("names both units where they differ", () => {
    expect(formatBytesOf(820_000_000, 8_000_000_000)).toEqual({ done: "820 MB", total: "8.0 GB" });
  });

  it("begins at a plain nought", () => {
    expect(formatBytesOf(0, 8_000_000_000).done).toBe("0");
  });
});

it("shows memory in decimal units, although it comes in MiB", () => {
  expect(formatMebibytes(1024)).toBe("1.1 GB");
});

it("shows a speed without digits that only flicker", () => {
  expect(formatSpeed(24_300_000)).toBe("24 MB/s");
  expect(formatSpeed(2_340_000)).toBe("2.3 MB/s");
});

describe("percent", () => {
  it("says 100 only when all is there", () => {
    expect(percent(999_999, 1_000_000)).toBe(99);
    expect(percent(1_000_000, 1_000_000)).toBe(100);
  });

  it("is nought while the total is unknown", () => {
    expect(percent(5, null)).toBe(0);
    expect(percent(0, 0)).toBe(0);
  });
});
