import { said, t } from "@/lib/messages";

/** What the server (or the way to it) refused: a problem document of RFC 9457. */
export class ApiProblem extends Error {
  override readonly name = "ApiProblem";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** What the case has beside these: `licence_url`, `task_id` and such. */
  readonly fields: Readonly<Record<string, unknown>>;

  constructor(problem: {
    status: number;
    code: string;
    title: string;
    detail: string;
    fields?: Readonly<Record<string, unknown>>;
  }) {
    super(problem.detail);
    this.fields = problem.fields ?? {};
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
  }
}

/** Reads the problem document out of a refused answer; a proxy in between may send anything. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const document: unknown = await response.json().catch(() => null);
  const field = (name: string): string | undefined => {
    const value = (document as Record<string, unknown> | null)?.[name];
    return typeof value === "string" ? value : undefined;
  };
  return new ApiProblem({
    status: response.status,
    code: field("code") ?? `http_${response.status}`,
    title: field("title") ?? t.problems.unknownTitle,
    detail: field("detail") ?? t.problems.unreadable(response.status),
    fields: isRecord(document) ? document : {},
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

/** An address that a problem tells; only of the web, since it becomes a link. */
export function addressIn(error: unknown, field: string): string | null {
  const value = error instanceof ApiProblem ? error.fields[field] : null;
  return typeof value === "string" && /^https?:\/\//.test(value) ? value : null;
}

/** No answer at all: the server is down, or the network is. */
export function unreachable(): ApiProblem {
  return new ApiProblem({
    status: 0,
    code: "server_unreachable",
    title: t.problems.unreachableTitle,
    detail: t.problems.unreachable,
  });
}

/** The sentence to show for anything that was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof ApiProblem ? said(error.message) : t.problems.inPage(String(error));
}

export function hasCode(error: unknown, code: string): error is ApiProblem {
  return error instanceof ApiProblem && error.code === code;
}
