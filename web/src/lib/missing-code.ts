/**
 * Where a script of the page did not come: whether the server is there all the same. Then it has
 * other scripts by now, since it was upgraded after this page was opened, and a reload brings those.
 */
export function isServerThere(): Promise<boolean> {
  return fetch("/", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );
}
