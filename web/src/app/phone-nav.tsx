import { t } from "@/lib/messages";
import { useIsWide } from "@/ui/use-is-wide";
import { ActiveCount } from "./active-count";
import { PlaceLink } from "./place-link";
import { MAIN_PLACES } from "./places";

/** The navigation of a narrow screen: at the thumb, all of it in sight. */
export function PhoneNav({ isDrawn }: { isDrawn: boolean }) {
  const isWide = useIsWide();
  if (isWide) return null;
  return (
    <nav
      aria-label={t.shell.navigation}
      className="fixed inset-x-0 bottom-0 z-20 flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {MAIN_PLACES.map((place) => (
        <PlaceLink
          key={place.to}
          place={place}
          className="relative flex h-13 min-w-0 grow flex-col items-center justify-center gap-0.5 text-[0.6875rem] text-muted aria-[current=page]:font-medium aria-[current=page]:text-accent"
        >
          <place.icon aria-hidden className="size-5" strokeWidth={1.75} />
          <span className="max-w-full truncate">{place.short ?? place.label}</span>
          {isDrawn && place.to === "/downloads" && (
            <ActiveCount className="absolute top-0.5 left-1/2 ml-2" />
          )}
        </PlaceLink>
      ))}
    </nav>
  );
}
