import { describe, expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";

/** Every text with its place: `models.card.usedBy`. */
function textsOf(tree: object, place = ""): Map<string, unknown> {
  return new Map(
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === "object" && value !== null
        ? [...textsOf(value, `${place}${name}.`)]
        : [[`${place}${name}`, value] as const],
    ),
  );
}

const english = textsOf(en);
const german = textsOf(de);

describe("German", () => {
  it("has the texts of English and no others", () => {
    expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("takes as many values for each text", () => {
    const counts = (texts: Map<string, unknown>) =>
      [...texts].map(([place, text]) => [place, typeof text === "function" ? text.length : 0]);
    expect(new Map(counts(german) as [string, number][])).toEqual(
      new Map(counts(english) as [string, number][]),
    );
  });

  it("leaves no sentence in English", () => {
    const same = [...english].filter(
      ([place, text]) =>
        typeof text === "string" && text.includes(" ") && german.get(place) === text,
    );
    expect(same).toEqual([]);
  });

  it("inflects what it counts", () => {
    expect(de.models.card.missingFiles(1)).toBe("1 Datei fehlt");
    expect(de.models.card.missingFiles(3)).toBe("3 Dateien fehlen");
  });
});
