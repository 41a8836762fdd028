import { formatDateTime } from "../time";

/** As the server's sentences have moments, for programs and terminals as well. */
const MOMENT = /\b(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC\b/g;

/** A sentence of the server, with its moments as the page shows them: in the reader's own zone. */
export function withOwnMoments(text: string): string {
  return text.replace(MOMENT, (_, day, time) => formatDateTime(`${day}T${time}Z`));
}
