/** Deleting several models in one step, and taking all of it back in one. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { ApiProblem } from "./problem";
import type { LeftAlone, TakenBack, Together } from "./types";

/** What deleting these would do, asked anew each time: the disk has changed since. */
export function severalRehearsal(modelIds: readonly string[]) {
  return queryOptions({
    queryKey: ["removal", modelIds] as const,
    queryFn: () => deleteSeveral(modelIds, true),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Deletes models together, through the trash; with `dryRun` it only says what would come of it. */
export function deleteSeveral(modelIds: readonly string[], dryRun: boolean): Promise<Together> {
  return inParts(modelIds, (part) =>
    answer(
      api.POST("/api/v2/models/removal", {
        // The cautions of the dry run were shown beside each model.
        body: { model_ids: part, dry_run: dryRun, confirm: true },
      }),
    ),
  ).then((parts) => ({
    ...parts[0],
    freed_bytes: parts.reduce((sum, { freed_bytes }) => sum + freed_bytes, 0),
    models: parts.flatMap(({ models }) => models),
    operations: parts.flatMap(({ operations }) => operations),
    skipped: parts.flatMap(({ skipped }) => skipped),
    unseen_use: [...new Set(parts.flatMap(({ unseen_use }) => unseen_use))],
  }));
}

/** Takes all of these deletions back. */
export function takeSeveralBack(modelIds: readonly string[]): Promise<TakenBack> {
  return inParts(modelIds, (part) =>
    answer(api.POST("/api/v2/models/removal/undo", { body: { model_ids: part } })),
  ).then((parts) => ({
    operations: parts.flatMap(({ operations }) => operations),
    skipped: parts.flatMap(({ skipped }) => skipped),
  }));
}

/** What one request may be asked of: see `MOST_TOGETHER` of the server. */
const MOST_TOGETHER = 200;

interface Answer {
  skipped: LeftAlone[];
}

/**
 * Asks for as many as one request takes, one after the other.
 *
 * A part of which nothing could be done is refused as a whole. Where others went, it only stays.
 */
async function inParts<Part extends Answer>(
  modelIds: readonly string[],
  ask: (part: string[]) => Promise<Part>,
): Promise<readonly [Part, ...Part[]]> {
  const done: Part[] = [];
  const stayed: LeftAlone[] = [];
  let refused: unknown;
  for (let at = 0; at < modelIds.length; at += MOST_TOGETHER) {
    const part = modelIds.slice(at, at + MOST_TOGETHER);
    try {
      done.push(await ask(part));
    } catch (error) {
      refused = error;
      stayed.push(...leftAlone(part, error));
    }
  }
  const [first, ...others] = done;
  if (first === undefined) throw refused;
  return [{ ...first, skipped: [...first.skipped, ...stayed] }, ...others];
}

function leftAlone(part: readonly string[], error: unknown): LeftAlone[] {
  if (!(error instanceof ApiProblem)) throw error;
  const { skipped } = error.fields;
  if (Array.isArray(skipped)) return skipped as LeftAlone[];
  return part.map((model_id) => ({ model_id, code: error.code, reason: error.message }));
}
