const STORAGE_KEY = "modelshelf.single-keys";

/** Single keys can be switched off, for those whom speech input would trip up with them. */
export function singleKeysAreOn(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== "off";
  } catch {
    return true;
  }
}

export function switchSingleKeys(on: boolean): void {
  try {
    if (on) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, "off");
  } catch {
    // Blocked storage: they stay on.
  }
}
