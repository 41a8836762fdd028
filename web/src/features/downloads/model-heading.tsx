import { Link } from "@tanstack/react-router";

/** The id of a model, which leads to its own page. */
export function ModelHeading({ modelId }: { modelId: string }) {
  return (
    <h3 className="min-w-0 font-mono text-sm wrap-anywhere">
      <Link
        to="/models/$"
        params={{ _splat: modelId }}
        className="underline-offset-2 hover:underline"
      >
        {modelId}
      </Link>
    </h3>
  );
}
