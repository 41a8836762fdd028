/**
 * What the server says, in the page's language. Programs read the server's sentences as well, and
 * some are kept for months in its database, so they stay as they are: English, and the key under
 * which a catalogue holds the translation, with a `{hole}` for each value. `tests/app/test_said.py`
 * keeps the catalogue whole. What it lacks is shown as the server said it.
 */
export interface Catalogue {
  /** Translations by what is said; both have the same holes, in whatever order. */
  sentences: Readonly<Record<string, string>>;
  /** Single words that fill a hole of `WORD_HOLES`. */
  words: Readonly<Record<string, string>>;
  /** A size as the server writes it ("1.2 GB"), as the language does. */
  size: (text: string) => string;
}

/** Only these: elsewhere `download` may be the name of somebody or something. */
const WORD_HOLES = new Set(["kind", "status", "role", "needed"]);
const SIZE = /^\d+(\.\d+)? [kMGTP]?B$/;
const MOST_REMEMBERED = 2_000;

interface Pattern {
  holes: readonly string[];
  expression: RegExp;
  translation: string;
}

export function translator(catalogue: Catalogue): (text: string) => string {
  let patterns: readonly Pattern[] | undefined;
  const remembered = new Map<string, string>();

  function whole(text: string): string | undefined {
    if (Object.hasOwn(catalogue.sentences, text)) return catalogue.sentences[text];
    patterns ??= patternsOf(catalogue.sentences);
    for (const { expression, holes, translation } of patterns) {
      const values = expression.exec(text);
      if (values) return filled(translation, holes, values.slice(1));
    }
    return undefined;
  }

  function filled(translation: string, holes: readonly string[], values: readonly string[]) {
    return translation.replace(/\{(\w+)\}/g, (_, hole: string) => {
      const value = values[holes.indexOf(hole)] ?? "";
      if (WORD_HOLES.has(hole)) return catalogue.words[value] ?? value;
      return SIZE.test(value) ? catalogue.size(value) : translated(value);
    });
  }

  /** Several sentences that the server has put behind each other are looked for one by one. */
  function translated(text: string): string {
    const found = whole(text);
    if (found !== undefined) return found;
    for (const { index } of text.matchAll(/(?<=[.!?]) (?=\S)/g)) {
      const first = whole(text.slice(0, index));
      if (first !== undefined) return `${first} ${translated(text.slice(index + 1))}`;
    }
    return text;
  }

  return (text) => {
    let known = remembered.get(text);
    if (known === undefined) {
      known = translated(text);
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(text, known);
    }
    return known;
  };
}

/** Those with the most words of their own first: "{path} cannot be read: {error}." fits much. */
function patternsOf(sentences: Catalogue["sentences"]): Pattern[] {
  return Object.entries(sentences)
    .filter(([said]) => said.includes("{"))
    .map(([said, translation]) => ({ said, translation, own: said.replace(/\{\w+\}/g, "").length }))
    .sort((a, b) => b.own - a.own)
    .map(({ said, translation }) => {
      const parts = said.split(/\{(\w+)\}/);
      const source = parts.map((part, at) => (at % 2 ? "(.+?)" : escaped(part)));
      return {
        holes: parts.filter((_, at) => at % 2 === 1),
        expression: new RegExp(`^${source.join("")}$`, "s"),
        translation,
      };
    });
}

/** `RegExp.escape` is younger than the browsers that the page works in. */
function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
