import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  parseSearchWith,
  redirect,
  stringifySearchWith,
  stripSearchParams,
} from "@tanstack/react-router";
import { currentSession } from "@/api/session";
import { DEFAULT_MODELS_SEARCH, parseModelsSearch } from "@/features/models/search";
import { FaultScreen, NotFoundScreen } from "./screens";

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  notFoundComponent: NotFoundScreen,
  errorComponent: FaultScreen,
});

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => {
    const { next } = search;
    // Only addresses of this page: a link must not lead a fresh sign-in elsewhere.
    return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
  },
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind === "setup") throw redirect({ to: "/setup" });
    if (session.kind === "signed_in") throw redirect({ href: search.next ?? "/" });
  },
  component: lazyRouteComponent(() => import("@/features/accounts/sign-in-page"), "SignInPage"),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind !== "setup") throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("@/features/accounts/setup-page"), "SetupPage"),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind === "setup") throw redirect({ to: "/setup" });
    if (session.kind === "signed_out") {
      const next = location.href === "/" ? {} : { next: location.href };
      throw redirect({ to: "/sign-in", search: next });
    }
  },
  component: lazyRouteComponent(() => import("./shell"), "Shell"),
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/models", search: DEFAULT_MODELS_SEARCH });
  },
});

const modelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/models",
  validateSearch: parseModelsSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_MODELS_SEARCH)] },
  component: lazyRouteComponent(() => import("@/features/models/models-page"), "ModelsPage"),
});

const downloadsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/downloads",
  component: lazyRouteComponent(
    () => import("@/features/downloads/downloads-page"),
    "DownloadsPage",
  ),
});

const storageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/storage",
  component: lazyRouteComponent(() => import("@/features/storage/storage-page"), "StoragePage"),
});

const collectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/collections",
  component: lazyRouteComponent(
    () => import("@/features/collections/collections-page"),
    "CollectionsPage",
  ),
});

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/users",
  component: lazyRouteComponent(() => import("@/features/accounts/users-page"), "UsersPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/account",
  component: lazyRouteComponent(() => import("@/features/accounts/account-page"), "AccountPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/audit",
  component: lazyRouteComponent(() => import("@/features/audit/audit-page"), "AuditPage"),
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/system",
  component: lazyRouteComponent(() => import("@/features/system/system-page"), "SystemPage"),
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  setupRoute,
  shellRoute.addChildren([
    modelsRoute,
    downloadsRoute,
    storageRoute,
    collectionsRoute,
    usersRoute,
    accountRoute,
    auditRoute,
    systemRoute,
  ]),
]);

export function createPageRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: "intent",
    scrollRestoration: true,
    // Plain words in the address (`?q=qwen`), where the default would quote numbers as JSON.
    parseSearch: parseSearchWith((value) => value),
    stringifySearch: stringifySearchWith(String),
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
