import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { hubToken, removeHubToken } from "@/api/hub";
import type { HubToken } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { Section } from "@/ui/section";
import { HubTokenForm } from "./hub-token-form";

const words = t.hubToken;

/** The token that Modelshelf shows the Hub: whose it is, never what it is. For administrators. */
export function HubTokenSection({ about = words.about }: { about?: string }) {
  const query = useQuery(hubToken);
  return (
    <Section title={words.title} about={about}>
      <Loaded query={query}>{(token) => <State token={token} />}</Loaded>
    </Section>
  );
}

function State({ token }: { token: HubToken }) {
  const [removing, setRemoving] = useState(false);
  return (
    <div className="flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3">
      <div className="flex flex-wrap items-center gap-3">
        <div className="min-w-0 flex-1 basis-52">
          <p className="font-medium">{words.sources[token.source]}</p>
          {factsOf(token).length > 0 && (
            <p className="text-sm text-muted">{factsOf(token).join(" · ")}</p>
          )}
        </div>
        {token.is_saved && <Button onClick={() => setRemoving(true)}>{words.remove}</Button>}
      </div>
      {!token.readable && <Notice tone="caution">{words.unreadable}</Notice>}
      {token.source === "environment" && <Notice tone="info">{words.environmentWins}</Notice>}
      <HubTokenForm />
      {removing && <Removal onClose={() => setRemoving(false)} />}
    </div>
  );
}

function factsOf(token: HubToken): string[] {
  return [
    token.account ? words.account(token.account) : null,
    token.name ? words.name(token.name) : null,
    token.kind,
    token.saved_by && token.saved_at
      ? words.saved(token.saved_by, formatDateTime(token.saved_at))
      : null,
  ].filter((fact) => fact !== null);
}

function Removal({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: removeHubToken,
    onSuccess: (state) => {
      client.setQueryData(hubToken.queryKey, state);
      onClose();
      showToast("done", words.removed);
    },
  });
  return (
    <ConfirmDialog
      title={words.removal.title}
      description={words.removal.description}
      submit={words.remove}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {words.removal.body}
    </ConfirmDialog>
  );
}
