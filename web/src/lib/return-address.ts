/** Where to go on after a sign-in at a provider, which leads back to the start page only. */
const STORAGE_KEY = "modelshelf.return";

/** Only an address of this page: a link must not lead a fresh sign-in elsewhere. */
export function isOwnAddress(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value);
}

export function rememberReturn(address: string | undefined): void {
  try {
    if (address === undefined) sessionStorage.removeItem(STORAGE_KEY);
    else sessionStorage.setItem(STORAGE_KEY, address);
  } catch {
    // Blocked storage: the start page it is then.
  }
}

/** The address that was remembered in this tab, once. */
export function takeReturn(): string | undefined {
  try {
    const address = sessionStorage.getItem(STORAGE_KEY);
    sessionStorage.removeItem(STORAGE_KEY);
    return isOwnAddress(address) ? address : undefined;
  } catch {
    return undefined;
  }
}
