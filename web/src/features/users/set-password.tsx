import { useState } from "react";
import type { User } from "@/api/types";
import { t } from "@/lib/messages";
import { madeUpPassword } from "@/lib/password";
import { CopyButton } from "@/ui/copy-button";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { useUserChange } from "./use-user-change";

const words = t.people.users.reset;

/** A new password for somebody who has lost theirs: made up here, to be handed over. */
export function SetPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const [password, setPassword] = useState(madeUpPassword);
  const change = useUserChange(user, words.done(user.username), onClose);
  return (
    <FormDialog
      title={words.title(user.username)}
      description={words.description}
      submit={words.submit}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate({ password })}
      onClose={onClose}
    >
      <div className="flex items-start gap-2">
        <div className="flex-1">
          <Field
            label={words.field}
            hint={words.hint}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="off"
            spellCheck={false}
            required
            autoFocus
          />
        </div>
        <div className="pt-7.5">
          <CopyButton text={password} label={words.copy} what={words.what} />
        </div>
      </div>
      <p>{user.sessions > 0 ? words.consequence(user.sessions) : words.noSession}</p>
      {user.tokens > 0 && <p className="text-muted">{words.tokensStay}</p>}
    </FormDialog>
  );
}
