import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { addCustomModel } from "@/api/custom";
import { refreshModels } from "@/api/live/apply";
import { inspection } from "@/api/model-page";
import type { Inspection, NewCustomModel } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { useSettled } from "@/lib/use-settled";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { TraitFields } from "./trait-fields";
import { type CustomType, traitsIn } from "./traits";
import { TypeField } from "./type-field";

const words = t.custom;
const TYPING_PAUSE_MS = 400;
/** A bare word may be an old model without an organisation, but is mostly a half-typed id. */
const BARE_WORD_PAUSE_MS = 1200;
const SHORT_SHA = 7;
const NOTHING_GIVEN = {};

/** Adds a model of the Hub to the list: it is looked at while its id is typed or pasted. */
export default function AddCustomDialog(props: { modelId?: string; onClose: () => void }) {
  const { onClose } = props;
  const [typed, setTyped] = useState(props.modelId ?? "");
  const [chosenType, setChosenType] = useState<CustomType | null>(null);
  const reference = typed.trim();
  const pause = /[/\s]/.test(reference) ? TYPING_PAUSE_MS : BARE_WORD_PAUSE_MS;
  const asked = useSettled(reference, pause);
  const looked = useQuery(inspection(asked));
  // What was found belongs to what is typed now, not to what was typed before.
  const found = asked === reference ? looked.data : undefined;
  const type = chosenType ?? found?.model_type ?? null;
  const add = useAdd(onClose);
  return (
    <FormDialog
      title={words.addTitle}
      description={words.description}
      submit={words.submitAdd}
      busy={add.isPending || type === null || reference === ""}
      error={add.error}
      onSubmit={(form) => {
        if (type === null) return;
        const traits = traitsIn(form, type);
        const model_id = found?.model_id ?? reference;
        add.mutate({ model_id, model_type: type, ...traits } as NewCustomModel);
      }}
      onClose={onClose}
    >
      <Field
        label={words.reference}
        placeholder={words.referenceHint}
        value={typed}
        maxLength={400}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <div className="min-h-10 text-sm" role="status">
        {reference !== "" && !found && !looked.isError && (
          <span className="text-muted">{words.checking}</span>
        )}
        {asked === reference && looked.isError && (
          <ProblemNotice error={looked.error} onRetry={() => void looked.refetch()} />
        )}
        {found && <Found inspection={found} />}
      </div>
      <TypeField
        value={type}
        detected={found?.facts.model_type ?? null}
        looked={found !== undefined}
        onChoose={setChosenType}
      />
      {type && (
        <TraitFields
          key={`${found?.model_id} ${type}`}
          type={type}
          detected={found?.facts ?? {}}
          given={NOTHING_GIVEN}
        />
      )}
    </FormDialog>
  );
}

function Found({ inspection: found }: { inspection: Inspection }) {
  const licence = found.facts.licence?.value;
  const parts = [
    found.needed_bytes > 0 ? words.size(formatBytes(found.needed_bytes)) : null,
    typeof licence === "string" ? licence : null,
  ].filter(Boolean);
  return (
    <>
      <p className="font-mono text-xs leading-5 wrap-anywhere">
        {words.found(found.model_id, found.revision.slice(0, SHORT_SHA))}
      </p>
      <p className="text-muted">{parts.join(" · ")}</p>
      {[...found.warnings, ...(found.refusal ? [found.refusal.detail] : [])].map((warning) => (
        <div key={warning} className="mt-2">
          <Notice tone="caution">{said(warning)}</Notice>
        </div>
      ))}
    </>
  );
}

function useAdd(onClose: () => void) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: addCustomModel,
    onSuccess: ({ model_id }) => {
      onClose();
      refreshModels(client);
      showToast("done", words.added(model_id), {
        label: words.open,
        run: () => void router.navigate({ to: "/models/$", params: { _splat: model_id } }),
      });
    },
  });
}
