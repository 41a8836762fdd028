import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { createToken, peopleKeys } from "@/api/people";
import type { Scope } from "@/api/types";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { formatDate } from "@/lib/time";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { SelectField } from "@/ui/select-field";
import { daysOf, EXPIRIES, type Expiry, endOf } from "./expiry";

const words = t.tokens;
/** Each holds those before it. */
const SCOPES: readonly Scope[] = ["read", "download", "manage"];

export function CreateToken(props: {
  onClose: () => void;
  onMade: (made: { name: string; token: string }) => void;
}) {
  const client = useQueryClient();
  const [expiry, setExpiry] = useState<Expiry>("90");
  const create = useMutation({
    mutationFn: createToken,
    onSuccess: ({ name, token }) => {
      props.onMade({ name, token });
      props.onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.tokens }),
  });
  const end = endOf(expiry, Date.now());
  return (
    <FormDialog
      title={words.create}
      description={words.description}
      submit={words.create}
      busy={create.isPending}
      error={create.error}
      onSubmit={(form) =>
        create.mutate({
          name: textOf(form, "name"),
          scopes: [textOf(form, "scope") as Scope],
          expires_in_days: daysOf(expiry),
        })
      }
      onClose={props.onClose}
    >
      <Field
        label={words.name}
        hint={words.nameHint}
        name="name"
        autoComplete="off"
        maxLength={100}
        required
        autoFocus
      />
      <fieldset className="flex flex-col gap-2">
        <legend className="mb-1 text-sm font-medium">{words.scope}</legend>
        {SCOPES.map((scope) => (
          <label key={scope} className="flex items-start gap-2 text-sm">
            <input
              type="radio"
              name="scope"
              value={scope}
              defaultChecked={scope === "read"}
              className="mt-0.5 size-4 shrink-0 accent-accent-solid"
            />
            <span>
              <span className="font-medium">{words.scopes[scope]}</span>
              <span className="block text-muted">{words.scopeAbout[scope]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="flex flex-col gap-1">
        <SelectField
          label={words.expires}
          value={expiry}
          onChange={(event) => setExpiry(event.target.value as Expiry)}
          choices={EXPIRIES.map((value) => ({ value, label: labelOf(value) }))}
        />
        <p role="status" className="text-sm text-muted">
          {end === null ? words.neverHint : words.ends(formatDate(end))}
        </p>
      </div>
    </FormDialog>
  );
}

function labelOf(expiry: Expiry): string {
  if (expiry === "never") return words.never;
  return expiry === "365" ? words.year : words.expiry(Number(expiry));
}
