import { useQuery } from "@tanstack/react-query";
import { inspection } from "@/api/model-page";
import type { Inspection } from "@/api/types";

/** A look at a model's files at the Hub: what it found, or how far it is. */
export interface Look {
  inspection: Inspection | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  again: () => void;
}

/**
 * Looks at a model's files at the Hub.
 *
 * Everything is read here and handed on as plain values. A query draws its owner anew only for what
 * was read of it, and the sections that this is for are drawn one after the other: an answer that
 * came before the first of them had read anything was lost to all.
 */
export function useLook(modelId: string): Look {
  const { data, isPending, isError, error, refetch } = useQuery(inspection(modelId));
  return { inspection: data, isPending, isError, error, again: () => void refetch() };
}
