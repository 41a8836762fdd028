import { lazyRouteComponent } from "@tanstack/react-router";
import { unreachable } from "@/api/problem";
import { isServerThere } from "@/lib/missing-code";

/**
 * A page whose code comes when it is wanted.
 *
 * Of code that is missing the router reloads the page once, which is right where the server has a
 * newer page. Where the server does not answer, a reload would leave the reader with nothing.
 */
export function pageComponent<
  Module extends Record<string, unknown>,
  Name extends string & keyof Module,
>(load: () => Promise<Module>, name: Name) {
  return lazyRouteComponent(async () => {
    try {
      return await load();
    } catch (error) {
      throw (await isServerThere()) ? error : unreachable();
    }
  }, name);
}
