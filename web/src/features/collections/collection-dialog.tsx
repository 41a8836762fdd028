import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { changeCollection, collectionsKey, createCollection } from "@/api/collections";
import { refreshModels } from "@/api/live/apply";
import { modelList } from "@/api/models";
import type { Collection, CollectionFields } from "@/api/types";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { MODEL_ROLES, type ModelRole, modelOf } from "./model-roles";

const words = t.collections;

/** Registers a collection, or changes what one depends on. */
export function CollectionDialog(props: { collection?: Collection; onClose: () => void }) {
  const { collection, onClose } = props;
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (fields: CollectionFields) =>
      collection ? changeCollection(collection.id, fields) : createCollection(fields),
    onSuccess: ({ name }) => {
      onClose();
      showToast("done", words.saved(name));
      refreshModels(client);
    },
    onSettled: () => client.invalidateQueries({ queryKey: collectionsKey }),
  });
  return (
    <FormDialog
      title={collection ? words.dialog.change(collection.name) : words.dialog.add}
      description={words.dialog.description}
      submit={collection ? words.dialog.save : words.add}
      busy={save.isPending}
      error={save.error}
      onSubmit={(form) => save.mutate(fieldsOf(form))}
      onClose={onClose}
    >
      <Field label={words.name} name="name" defaultValue={collection?.name} required autoFocus />
      {MODEL_ROLES.map((role) => (
        <ModelField
          key={role}
          role={role}
          value={(collection && modelOf(collection, role).model) ?? ""}
        />
      ))}
    </FormDialog>
  );
}

function ModelField({ role, value }: { role: ModelRole; value: string }) {
  const { data } = useInfiniteQuery(modelList({ model_type: role }));
  const known = data?.pages.flatMap((page) => page.models) ?? [];
  return (
    <>
      <Field
        label={words.roles[role]}
        name={role}
        defaultValue={value}
        placeholder={words.modelHint}
        list={`known-${role}`}
        required={role === "embedding"}
        autoComplete="off"
      />
      <datalist id={`known-${role}`}>
        {known.map((model) => (
          <option key={model.id} value={model.id} />
        ))}
      </datalist>
    </>
  );
}

function fieldsOf(form: FormData): CollectionFields {
  const model = (role: ModelRole) => textOf(form, role).trim() || null;
  return {
    name: textOf(form, "name"),
    embedding_model: model("embedding") ?? "",
    reranker_model: model("reranker"),
    splade_model: model("splade"),
    llm_model: model("llm"),
  };
}
