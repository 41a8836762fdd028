import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endOtherSessions, endSession, peopleKeys, sessions } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { SignedInSession } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDateTime, formatMoment } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Row, Rows } from "@/ui/rows";
import { Section } from "@/ui/section";

const words = t.people.account;

/** Where one is signed in, and the end of it: of one session, or of all others in one step. */
export function Sessions() {
  const query = useQuery(sessions);
  const end = useEnd(endSession, () => words.ended);
  const endOthers = useEnd(endOtherSessions, words.endedOthers);
  const others = query.data?.filter(({ current }) => !current).length ?? 0;
  return (
    <Section
      title={words.sessions}
      aside={
        others > 0 && (
          <Button
            className="-my-1"
            disabled={endOthers.isPending}
            onClick={() => endOthers.mutate()}
          >
            {words.endOthers}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {(found) => (
          <Rows>
            {found.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                busy={end.isPending}
                onEnd={() => end.mutate(session.id)}
              />
            ))}
          </Rows>
        )}
      </Loaded>
    </Section>
  );
}

function useEnd<Given, Ended>(deed: (given: Given) => Promise<Ended>, said: (e: Ended) => string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: deed,
    onSuccess: (ended) => showToast("done", said(ended)),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.sessions }),
  });
}

function nameOf({ program, system, agent }: SignedInSession): string {
  if (program && system) return words.programOn(program, system);
  return program ?? agent ?? words.unknownAgent;
}

function SessionRow(props: { session: SignedInSession; busy: boolean; onEnd: () => void }) {
  const { address, agent, current, created_at, last_used_at } = props.session;
  const name = nameOf(props.session);
  return (
    <Row
      actions={
        current ? (
          <Badge tone="accent">{words.thisOne}</Badge>
        ) : (
          <Button disabled={props.busy} onClick={props.onEnd}>
            {words.end}
            <span className="sr-only">
              {/* Two of one browser on one machine are told apart by when they began. */}{" "}
              {[name, address, words.began(formatMoment(created_at))].filter(Boolean).join(" · ")}
            </span>
          </Button>
        )
      }
    >
      <p className="truncate text-sm" title={agent ?? undefined}>
        {name}
      </p>
      <p className="text-sm text-muted">
        {[
          address,
          words.began(formatDateTime(created_at)),
          words.used(formatDateTime(last_used_at)),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </Row>
  );
}
