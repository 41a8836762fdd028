import { Link } from "@tanstack/react-router";
import type { Model } from "@/api/types";

/** The name of a model, which leads to its own page. */
export function ModelLink({ model, titleId }: { model: Model; titleId: string }) {
  return (
    <h2 id={titleId} className="flex-1 one-line font-semibold" title={model.name}>
      <Link
        to="/models/$"
        params={{ _splat: model.id }}
        className="rounded-sm underline-offset-2 hover:underline"
      >
        {model.name}
      </Link>
    </h2>
  );
}
