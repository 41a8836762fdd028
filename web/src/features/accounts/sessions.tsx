import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endSession, peopleKeys, sessions } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { SignedInSession } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Row, Rows } from "@/ui/rows";

const words = t.people.account;

function nameOf({ program, system, agent }: SignedInSession): string {
  if (program && system) return words.programOn(program, system);
  return program ?? agent ?? words.unknownAgent;
}

/** Where one is signed in, and the end of it. */
export function Sessions() {
  const client = useQueryClient();
  const query = useQuery(sessions);
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: () => showToast("done", words.ended),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.sessions }),
  });
  return (
    <section>
      <h2 className="mb-2 font-medium">{words.sessions}</h2>
      <Loaded query={query}>
        {(found) => (
          <Rows>
            {found.map((session) => (
              <Row
                key={session.id}
                actions={
                  session.current ? (
                    <Badge tone="accent">{words.thisOne}</Badge>
                  ) : (
                    <Button disabled={end.isPending} onClick={() => end.mutate(session.id)}>
                      {words.end}
                      <span className="sr-only"> {session.address}</span>
                    </Button>
                  )
                }
              >
                <p className="truncate text-sm" title={session.agent ?? undefined}>
                  {nameOf(session)}
                </p>
                <p className="text-sm text-muted">
                  {[session.address, words.used(formatDateTime(session.last_used_at))]
                    .filter(Boolean)
                    .join(" · ")}
                </p>
              </Row>
            ))}
          </Rows>
        )}
      </Loaded>
    </section>
  );
}
