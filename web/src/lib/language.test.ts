import { describe, expect, it } from "vitest";
import { localeFor, preferredLanguage } from "./language";

describe("preferredLanguage", () => {
  it("is what was chosen, whatever the browser says", () => {
    expect(preferredLanguage("de", ["en-GB"])).toBe("de");
  });

  it("is the first of the reader's languages that the page knows", () => {
    expect(preferredLanguage(null, ["fr-FR", "de-AT", "en"])).toBe("de");
  });

  it("is English where nothing fits, or what was stored makes no sense", () => {
    expect(preferredLanguage("klingon", ["fr"])).toBe("en");
  });
});

it("formats as the reader's country does, where it speaks the page's language", () => {
  expect(localeFor("en", ["de-DE", "en-US"])).toBe("en-US");
  expect(localeFor("de", ["en-US"])).toBe("de-DE");
});
