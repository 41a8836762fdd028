import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isFinished } from "@/api/operation-state";
import { recentOperations } from "@/api/operations";
import type { Account } from "@/api/types";
import { t } from "@/lib/messages";
import { AccountMenu } from "./account-menu";
import { ThemeMenu } from "./theme-menu";

const TAB =
  "flex h-12 items-center gap-1.5 border-b-2 border-transparent text-muted transition-colors hover:text-text aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-text";

export function Header({ account }: { account: Account }) {
  const { data: operations = [] } = useQuery(recentOperations);
  const active = operations.filter((operation) => !isFinished(operation)).length;
  return (
    <header className="sticky top-0 z-20 border-b border-line bg-surface">
      <div className="mx-auto flex h-12 max-w-7xl items-center gap-4 px-3 sm:gap-6 sm:px-6">
        <Link to="/" className="flex items-center gap-2 font-semibold">
          <img src="/favicon.svg" alt="" className="size-5" />
          <span className="max-sm:sr-only">{t.shell.product}</span>
        </Link>
        <nav
          aria-label={t.shell.navigation}
          className="flex min-w-0 flex-1 gap-3 overflow-x-auto sm:gap-6"
        >
          <Link to="/settings/models" className={TAB}>
            {t.shell.models}
          </Link>
          <Link to="/downloads" className={TAB}>
            {t.shell.downloads}
            {active > 0 && (
              <span className="rounded-full bg-accent-soft px-1.5 text-xs font-medium text-accent">
                <span aria-hidden>{active}</span>
                <span className="sr-only">{t.shell.activeDownloads(active)}</span>
              </span>
            )}
          </Link>
          <Link to="/storage" className={TAB}>
            {t.shell.storage}
          </Link>
          <Link to="/collections" className={TAB}>
            {t.shell.collections}
          </Link>
        </nav>
        <div className="-mr-2 flex items-center">
          <ThemeMenu />
          <AccountMenu account={account} />
        </div>
      </div>
    </header>
  );
}
