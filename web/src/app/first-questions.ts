import { addressOf } from "@/api/early";
import { MODELS_PER_PAGE } from "@/api/limits";
import { LONGEST_PAGE, PAGE_SIZE } from "@/api/paging";
import { DEFAULT_MODELS_SEARCH, filterOf, parseModelsSearch } from "@/features/models/search";
import { pageAt } from "./pages";

const OPERATIONS = "/api/v2/models/downloads";

/** What the page at an address asks the API first, which nothing but the address decides. */
export function firstQuestions({ pathname, search }: Pick<Location, "pathname" | "search">) {
  const session = addressOf("/api/v2/auth/session");
  switch (pageAt(pathname)) {
    case "signIn":
      return [session, addressOf("/api/v2/auth/methods")];
    case "models": {
      const asked = parseModelsSearch(Object.fromEntries(new URLSearchParams(search)));
      const filter = filterOf({ ...DEFAULT_MODELS_SEARCH, ...asked });
      return [session, addressOf("/api/v2/models", { ...filter, limit: MODELS_PER_PAGE })];
    }
    case "model": {
      const model_id = decoded(pathname.replace(/^\/models\//, ""));
      if (!model_id) return [session];
      const done = addressOf(OPERATIONS, { model_id, limit: PAGE_SIZE });
      return [session, addressOf("/api/v2/models/details", { model_id }), done];
    }
    case "downloads":
      return [
        session,
        addressOf(OPERATIONS, { active: true, limit: LONGEST_PAGE }),
        addressOf(OPERATIONS, { active: false, limit: PAGE_SIZE }),
      ];
    case "storage":
      return [session, addressOf("/api/v2/cache/map")];
    case "system":
      return [session, addressOf("/api/v2/system")];
    default:
      return [session];
  }
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
