import { expect, it } from "vitest";
import { type Setting, settingsMatching } from "./settings-search";

const setting = (name: string, description: string, is_default: boolean): Setting => ({
  name,
  description,
  is_default,
  value: "1",
  is_secret: false,
});
const SETTINGS = [
  setting("MODELSHELF_UNDO_WINDOW", "Seconds in the trash.", true),
  setting("MODELSHELF_CACHE_BUDGET", "Bytes that the cache shall take.", false),
];
const names = (text: string, shown: "all" | "own" = "all") =>
  settingsMatching(SETTINGS, text, shown).map(({ name }) => name);

it("finds a setting by its name and by what it is about", () => {
  expect(names("undo")).toEqual(["MODELSHELF_UNDO_WINDOW"]);
  expect(names("trash seconds")).toEqual(["MODELSHELF_UNDO_WINDOW"]);
  expect(names("trash bytes")).toEqual([]);
});

it("shows what was set here alone", () => {
  expect(names("", "own")).toEqual(["MODELSHELF_CACHE_BUDGET"]);
  expect(names("undo", "own")).toEqual([]);
});
