import { Link } from "@tanstack/react-router";
import type { Account } from "@/api/types";
import { t } from "@/lib/messages";
import { Logo } from "@/ui/logo";
import { useIsWide } from "@/ui/use-is-wide";
import { AccountMenu } from "./account-menu";
import { ActiveCount } from "./active-count";
import { PaletteButton } from "./keys/palette-button";
import { OfflineMark } from "./offline-mark";
import { PlaceLink } from "./place-link";
import { MAIN_PLACES } from "./places";
import { ThemeMenu } from "./theme-menu";
import { Tray } from "./tray/tray";

const TAB =
  "flex h-12 items-center gap-1.5 border-b-2 border-transparent whitespace-nowrap text-muted transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text";

/** What it tells of the server waits until the page is drawn. */
export function Header({ account, isDrawn }: { account: Account; isDrawn: boolean }) {
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <div className="mx-auto flex h-12 max-w-7xl items-center gap-4 px-3 sm:px-6 lg:gap-6">
        <Link to="/" className="flex items-center gap-2 font-semibold">
          <Logo className="size-5" />
          <span className="md:max-lg:sr-only">{t.shell.product}</span>
        </Link>
        {useIsWide() && (
          <nav aria-label={t.shell.navigation} className="flex gap-4 max-md:hidden lg:gap-6">
            {MAIN_PLACES.map((place) => (
              <PlaceLink key={place.to} place={place} className={TAB}>
                {place.label}
                {isDrawn && place.to === "/downloads" && <ActiveCount />}
              </PlaceLink>
            ))}
          </nav>
        )}
        <div className="-mr-2 ml-auto flex items-center">
          {isDrawn && <OfflineMark />}
          {isDrawn && <Tray />}
          <PaletteButton />
          <ThemeMenu />
          <AccountMenu account={account} />
        </div>
      </div>
    </header>
  );
}
