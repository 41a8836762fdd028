import type { Operation } from "@/api/types";
import { t } from "@/lib/messages";

/** A verification that is done says nothing yet of the files: what it found is in its notes. */
export const foundSomething = ({ operation, notes }: Operation) =>
  operation === "verify" && notes.length > 0;

/** How it ended, in a word. */
export const outcomeOf = (operation: Operation): string =>
  operation.status === "completed" && foundSomething(operation)
    ? t.operations.page.withFindings
    : t.operations.status[operation.status];
