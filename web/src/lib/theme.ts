import { create } from "zustand";

export const THEMES = ["light", "dark", "system"] as const;
export type Theme = (typeof THEMES)[number];

/** `index.html` reads the same key before the first paint. */
const STORAGE_KEY = "modelshelf.theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");

function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

function stored(): Theme {
  try {
    const value = localStorage.getItem(STORAGE_KEY);
    return isTheme(value) ? value : "system";
  } catch {
    return "system";
  }
}

function paint(theme: Theme): void {
  const dark = theme === "dark" || (theme === "system" && systemDark.matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}

interface ThemeStore {
  theme: Theme;
  choose: (theme: Theme) => void;
}

export const useTheme = create<ThemeStore>((set) => ({
  theme: stored(),
  choose: (theme) => {
    try {
      localStorage.setItem(STORAGE_KEY, theme);
    } catch {
      // Blocked storage: the choice then lasts as long as the page.
    }
    paint(theme);
    set({ theme });
  },
}));

systemDark.addEventListener("change", () => paint(useTheme.getState().theme));
