import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import type { Model } from "@/api/types";
import { MiddleCut } from "@/ui/middle-cut";

/**
 * The name of a model, which leads to its own page.
 *
 * A plain anchor: a list of thousands draws some thirty of them at once while it is scrolled, and
 * the router's own link watches the address in each.
 */
export function ModelLink({ model, titleId }: { model: Model; titleId: string }) {
  const router = useRouter();
  const page = { to: "/models/$", params: { _splat: model.id } } as const;
  const onClick = (event: MouseEvent) => {
    // With these the browser opens it elsewhere.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(page);
  };
  const preload = () => void router.preloadRoute(page);
  return (
    <h2 id={titleId} className="min-w-0 flex-1 font-semibold">
      <a
        href={`/models/${model.id.split("/").map(encodeURIComponent).join("/")}`}
        onClick={onClick}
        onPointerEnter={preload}
        onFocus={preload}
        className="block w-fit max-w-full rounded-sm underline-offset-2 hover:underline"
      >
        <MiddleCut text={model.name} />
      </a>
    </h2>
  );
}
