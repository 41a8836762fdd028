import { t } from "@/lib/messages";
import { Field } from "@/ui/field";

const words = t.downloadDialog;

/** Another branch, tag or commit than the usual one; folded, since few want it. */
export function RevisionField(props: { value: string; onChange: (revision: string) => void }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer py-0.5 text-accent">{words.otherBranch}</summary>
      <div className="mt-1 max-w-sm">
        <Field
          label={words.branch}
          placeholder="main"
          value={props.value}
          maxLength={255}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => props.onChange(event.target.value)}
        />
      </div>
    </details>
  );
}
