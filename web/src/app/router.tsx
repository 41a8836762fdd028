import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  parseSearchWith,
  redirect,
  stringifySearchWith,
  stripSearchParams,
} from "@tanstack/react-router";
import { modelList } from "@/api/models";
import { currentSession } from "@/api/session";
import { DEFAULT_AUDIT_SEARCH, parseAuditSearch } from "@/features/audit/search";
import { DEFAULT_HUB_SEARCH, parseHubSearch } from "@/features/hub/search";
import { DEFAULT_MODELS_SEARCH, filterOf, parseModelsSearch } from "@/features/models/search";
import { DEFAULT_TOKENS_SEARCH, parseTokensSearch } from "@/features/tokens/search";
import { DEFAULT_USERS_SEARCH, parseUsersSearch } from "@/features/users/search";
import { t } from "@/lib/messages";
import { isOwnAddress, takeReturn } from "@/lib/return-address";
import { FirstFrame } from "./first-frame";
import { pageComponent } from "./page-component";
import { PAGES } from "./pages";
import { Fault, FaultScreen, NotFoundScreen, Root } from "./screens";
import { Shell } from "./shell";

const rootRoute = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Root,
  errorComponent: FaultScreen,
});

/** A code of ours: what else stands in an address is not repeated to the reader. */
function problemIn(value: unknown): { problem?: string } {
  return typeof value === "string" && /^[a-z_]{1,60}$/.test(value) ? { problem: value } : {};
}

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  staticData: { title: t.accounts.signIn.title },
  validateSearch: ({ next, problem }): { next?: string; problem?: string } => ({
    ...(isOwnAddress(next) ? { next } : {}),
    ...problemIn(problem),
  }),
  beforeLoad: async ({ context, search }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind === "setup") throw redirect({ to: "/setup" });
    if (session.kind !== "signed_in") return;
    // Linking an account of the provider comes back here, too; the account's page tells of it.
    if (search.problem) throw redirect({ to: "/account", search: { problem: search.problem } });
    throw redirect({ href: search.next ?? "/" });
  },
  errorComponent: FaultScreen,
  component: pageComponent(PAGES.signIn, "SignInPage"),
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  staticData: { title: t.accounts.setup.title },
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind !== "setup") throw redirect({ to: "/" });
  },
  errorComponent: FaultScreen,
  component: pageComponent(PAGES.setup, "SetupPage"),
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  beforeLoad: async ({ context, location }) => {
    const session = await context.client.ensureQueryData(currentSession);
    if (session.kind === "setup") throw redirect({ to: "/setup" });
    // Whose session ended in this page signs in over it, and whatever they opened waits below.
    if (session.kind === "signed_out" && session.was === undefined) {
      const next = location.href === "/" ? {} : { next: location.href };
      throw redirect({ to: "/sign-in", search: next });
    }
  },
  errorComponent: FaultScreen,
  component: Shell,
  // At once, in place of what index.html showed.
  pendingComponent: FirstFrame,
  pendingMs: 0,
  pendingMinMs: 0,
});

const homeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  beforeLoad: () => {
    const address = takeReturn();
    if (address !== undefined) throw redirect({ href: address });
    throw redirect({ to: "/settings/models", search: DEFAULT_MODELS_SEARCH });
  },
});

const modelsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings/models",
  staticData: { title: t.shell.models },
  validateSearch: parseModelsSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_MODELS_SEARCH)] },
  loaderDeps: ({ search }) => ({ filter: filterOf({ ...DEFAULT_MODELS_SEARCH, ...search }) }),
  // Not waited for: the page shows at once what it can, and mostly the answer is there before it.
  loader: ({ context, deps }) => {
    void context.client.prefetchInfiniteQuery(modelList(deps.filter));
  },
  component: pageComponent(PAGES.models, "ModelsPage"),
});

const modelRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/models/$",
  // Several of them may be open beside each other.
  staticData: { title: ({ _splat }) => _splat || t.modelPage.back },
  beforeLoad: ({ params }) => {
    if (!params._splat) throw redirect({ to: "/settings/models", search: DEFAULT_MODELS_SEARCH });
  },
  component: pageComponent(PAGES.model, "ModelPage"),
});

const downloadsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/downloads",
  staticData: { title: t.shell.downloads },
  component: pageComponent(PAGES.downloads, "DownloadsPage"),
});

const storageRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/storage",
  staticData: { title: t.shell.storage },
  component: pageComponent(PAGES.storage, "StoragePage"),
});

const collectionsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/collections",
  staticData: { title: t.shell.collections },
  component: pageComponent(PAGES.collections, "CollectionsPage"),
});

const searchRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/search",
  staticData: { title: t.shell.search },
  validateSearch: parseHubSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_HUB_SEARCH)] },
  component: pageComponent(PAGES.search, "SearchScreen"),
});

const welcomeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/welcome",
  staticData: { title: t.welcome.title },
  component: pageComponent(PAGES.welcome, "WelcomePage"),
});

const usersRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/users",
  staticData: { title: t.shell.users },
  validateSearch: parseUsersSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_USERS_SEARCH)] },
  component: pageComponent(PAGES.users, "UsersPage"),
});

const tokensRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/tokens",
  staticData: { title: t.tokens.title },
  validateSearch: parseTokensSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_TOKENS_SEARCH)] },
  component: pageComponent(PAGES.tokens, "TokensPage"),
});

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/account",
  validateSearch: ({ problem }) => problemIn(problem),
  staticData: { title: t.shell.accountPage },
  component: pageComponent(PAGES.account, "AccountPage"),
});

const auditRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/audit",
  validateSearch: parseAuditSearch,
  search: { middlewares: [stripSearchParams(DEFAULT_AUDIT_SEARCH)] },
  staticData: { title: t.shell.audit },
  component: pageComponent(PAGES.audit, "AuditPage"),
});

const systemRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/system",
  staticData: { title: t.shell.system },
  component: pageComponent(PAGES.system, "SystemPage"),
});

const notFoundRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "$",
  staticData: { title: t.shell.notFoundTitle },
  component: NotFoundScreen,
});

const routeTree = rootRoute.addChildren([
  homeRoute,
  signInRoute,
  setupRoute,
  shellRoute.addChildren([
    modelsRoute,
    modelRoute,
    downloadsRoute,
    storageRoute,
    collectionsRoute,
    searchRoute,
    welcomeRoute,
    usersRoute,
    tokensRoute,
    accountRoute,
    auditRoute,
    systemRoute,
    notFoundRoute,
  ]),
]);

export function createPageRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    // Inside of the frame, so that every other page is at hand.
    defaultErrorComponent: Fault,
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
