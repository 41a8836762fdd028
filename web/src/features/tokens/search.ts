/** What the address says about the tokens that are shown. */
import type { Token } from "@/api/types";
import { oneOf, textIn } from "@/lib/address";

export const WHOSE = ["mine", "everyone"] as const;

export interface TokensSearch {
  whose?: (typeof WHOSE)[number];
  q?: string;
}

export const DEFAULT_TOKENS_SEARCH = {
  whose: "mine",
  q: "",
} as const satisfies Required<TokensSearch>;

export function parseTokensSearch(raw: Record<string, unknown>): TokensSearch {
  return { whose: oneOf(WHOSE, raw.whose, DEFAULT_TOKENS_SEARCH.whose), q: textIn(raw.q) };
}

/** Those whose name or owner has this text in it. */
export function tokensMatching(tokens: readonly Token[], text: string): readonly Token[] {
  const wanted = text.trim().toLowerCase();
  return tokens.filter(({ name, username }) =>
    [name, username].some((one) => one.toLowerCase().includes(wanted)),
  );
}
