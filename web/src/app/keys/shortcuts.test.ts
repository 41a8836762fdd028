import { beforeEach, describe, expect, it } from "vitest";
import { switchSingleKeys } from "@/lib/single-keys";
import { keyReader } from "./shortcuts";

function press(key: string, how: KeyboardEventInit = {}, at: Element = document.body) {
  const event = new KeyboardEvent("keydown", { key, ...how });
  Object.defineProperty(event, "target", { value: at });
  return event;
}

describe("keyReader", () => {
  beforeEach(() => switchSingleKeys(true));

  it("takes g and the key after it together, if that comes soon", () => {
    let time = 0;
    const reader = keyReader(() => time);
    expect(reader.read(press("g"))).toBeNull();
    expect(reader.read(press("m"))).toBe("g m");
    expect(reader.read(press("g"))).toBeNull();
    time = 5_000;
    expect(reader.read(press("m"))).toBe("m");
  });

  it("leaves what is typed into a field alone, but for the palette's key", () => {
    const reader = keyReader();
    const field = document.createElement("input");
    expect(reader.read(press("?", {}, field))).toBeNull();
    expect(reader.read(press("k", { ctrlKey: true }, field))).toBe("mod+k");
    expect(reader.read(press("K", { metaKey: true }, field))).toBe("mod+k");
  });

  it("hears no single key once they are switched off", () => {
    switchSingleKeys(false);
    expect(keyReader().read(press("?"))).toBeNull();
    expect(keyReader().read(press("k", { ctrlKey: true }))).toBe("mod+k");
  });
});
