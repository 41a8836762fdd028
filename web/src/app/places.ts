import {
  Boxes,
  CircleUser,
  Download,
  HardDrive,
  KeyRound,
  Layers,
  type LucideIcon,
  ScrollText,
  Search,
  Server,
  Users,
} from "lucide-react";
import { t } from "@/lib/messages";

export interface Place {
  to: "/settings/models" | "/downloads" | "/storage" | "/collections" | "/search" | OtherPath;
  label: string;
  /** Addresses that begin so are its own, too. */
  within?: string;
  /** Where there is little room. */
  short?: string;
  icon: LucideIcon;
  /** Pressed one after the other; `g` as in "go". */
  keys: `g ${string}`;
  forAdmins?: boolean;
}

type OtherPath = "/account" | "/tokens" | "/users" | "/audit" | "/system";

/** What the navigation shows, in its order. */
export const MAIN_PLACES: readonly Place[] = [
  { to: "/settings/models", label: t.shell.models, within: "/models/", icon: Boxes, keys: "g m" },
  { to: "/downloads", label: t.shell.downloads, icon: Download, keys: "g d" },
  { to: "/storage", label: t.shell.storage, icon: HardDrive, keys: "g s" },
  { to: "/collections", label: t.shell.collections, icon: Layers, keys: "g c" },
  {
    to: "/search",
    label: t.shell.search,
    short: t.shell.searchShort,
    icon: Search,
    keys: "g h",
  },
];

/** What the account menu shows. */
export const OTHER_PLACES: readonly Place[] = [
  { to: "/account", label: t.shell.accountPage, icon: CircleUser, keys: "g a" },
  { to: "/tokens", label: t.tokens.title, icon: KeyRound, keys: "g t" },
  { to: "/users", label: t.shell.users, icon: Users, keys: "g u", forAdmins: true },
  { to: "/audit", label: t.shell.audit, icon: ScrollText, keys: "g l" },
  { to: "/system", label: t.shell.system, icon: Server, keys: "g y" },
];

/** The places that somebody of this role may look at. */
export function placesFor(role: "viewer" | "member" | "admin"): readonly Place[] {
  return [...MAIN_PLACES, ...OTHER_PLACES].filter((place) => !place.forAdmins || role === "admin");
}
