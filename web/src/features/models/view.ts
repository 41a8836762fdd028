import type { View } from "./search";

const STORAGE_KEY = "modelshelf.models.view";

/** Cards or table, as this reader chose last. */
export function rememberedView(): View {
  try {
    return localStorage.getItem(STORAGE_KEY) === "table" ? "table" : "cards";
  } catch {
    return "cards";
  }
}

export function rememberView(view: View): void {
  try {
    localStorage.setItem(STORAGE_KEY, view);
  } catch {
    // Blocked storage: the address still keeps it for this tab.
  }
}
