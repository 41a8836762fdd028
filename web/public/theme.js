// Sets the theme before the first paint. A file of its own, because the content security policy
// allows no inline scripts. `src/lib/theme.ts` writes the same key.
(() => {
  let choice = "system";
  try {
    choice = localStorage.getItem("modelshelf.theme") ?? "system";
  } catch {
    // Storage may be blocked; the system's theme is then the choice.
  }
  const dark =
    choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
