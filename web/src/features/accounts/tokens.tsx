import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, peopleKeys, revokeToken, tokens } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { Scope, Token } from "@/api/types";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { Row, Rows } from "@/ui/rows";

const words = t.people.account;
const SCOPES: readonly Scope[] = ["read", "download", "manage"];

/** One's API tokens; a new one is shown once. */
export function Tokens() {
  const query = useQuery(tokens);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  return (
    <section>
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="flex-1 font-medium">{words.tokens}</h2>
        <Button onClick={() => setCreating(true)}>{words.createToken}</Button>
      </div>
      <p className="mb-2 max-w-prose text-sm text-muted">{words.tokensAbout}</p>
      {made && (
        <div className="mb-3">
          <Notice tone="caution" alert>
            <p>
              {words.made(made.name)}. {words.shownOnce}
            </p>
            <p className="mt-1 flex items-center gap-2">
              <code className="font-mono text-xs wrap-anywhere">{made.token}</code>
              <CopyButton text={made.token} label={words.copyToken} what={words.made(made.name)} />
            </p>
          </Notice>
        </div>
      )}
      <Loaded query={query}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState>{words.noTokens}</EmptyState>
          ) : (
            <Rows>
              {found.map((token) => (
                <TokenRow key={token.id} token={token} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {creating && <CreateToken onClose={() => setCreating(false)} onMade={setMade} />}
    </section>
  );
}

function TokenRow({ token }: { token: Token }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeToken(token.id),
    onSuccess: () => showToast("done", words.revoked(token.name)),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.tokens }),
  });
  const facts = [
    token.expires_at ? words.until(formatDateTime(token.expires_at)) : words.never,
    token.last_used_at ? words.used(formatDateTime(token.last_used_at)) : words.neverUsed,
  ];
  return (
    <Row
      actions={
        <Button disabled={revoke.isPending} onClick={() => revoke.mutate()}>
          {words.revoke}
          <span className="sr-only"> {token.name}</span>
        </Button>
      }
    >
      <h3 className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
        {token.name}
        {token.scopes.map((scope) => (
          <Badge key={scope}>{scope}</Badge>
        ))}
        {token.expired && <Badge tone="caution">{words.expired}</Badge>}
      </h3>
      <p className="text-sm text-muted">{facts.join(" · ")}</p>
    </Row>
  );
}

function CreateToken(props: {
  onClose: () => void;
  onMade: (made: { name: string; token: string }) => void;
}) {
  const client = useQueryClient();
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: ({ name, token }) => {
      props.onMade({ name, token });
      props.onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.tokens }),
  });
  return (
    <FormDialog
      title={words.createToken}
      description={words.tokenDescription}
      submit={words.createToken}
      busy={create.isPending}
      error={create.error}
      onSubmit={(form) =>
        create.mutate({
          name: textOf(form, "name"),
          scopes: SCOPES.filter((scope) => form.has(scope)),
          expires_in_days: Number(textOf(form, "days")) || null,
        })
      }
      onClose={props.onClose}
    >
      <Field label={words.tokenName} name="name" autoComplete="off" required autoFocus />
      <Field
        label={words.expires}
        name="days"
        type="number"
        min={1}
        defaultValue={90}
        hint={words.expiresHint}
      />
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1 text-sm font-medium">{words.scopes}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="flex items-center gap-2 text-sm">
            <input type="checkbox" name={scope} defaultChecked={scope === "read"} />
            {words.scopeAbout[scope]}
          </label>
        ))}
      </fieldset>
    </FormDialog>
  );
}
