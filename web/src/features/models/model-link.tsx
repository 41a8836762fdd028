import { useRouter } from "@tanstack/react-router";
import type { MouseEvent } from "react";
import type { Model } from "@/api/types";

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
    <h2 id={titleId} className="flex-1 one-line font-semibold" title={model.name}>
      <a
        href={`/models/${model.id.split("/").map(encodeURIComponent).join("/")}`}
        onClick={onClick}
        onPointerEnter={preload}
        onFocus={preload}
        className="rounded-sm underline-offset-2 hover:underline"
      >
        {model.name}
      </a>
    </h2>
  );
}
