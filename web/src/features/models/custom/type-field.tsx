import type { Finding } from "@/api/types";
import { t } from "@/lib/messages";
import { SelectField } from "@/ui/select-field";
import { CUSTOM_TYPES, type CustomType } from "./traits";

const words = t.custom;
const CHOICES = CUSTOM_TYPES.map((value) => ({ value, label: words.types[value] }));

/** What the model is to be taken for, beside what its files say. */
export function TypeField(props: {
  value: CustomType | null;
  detected: Finding | null;
  /** Whether its files have been looked at. */
  looked: boolean;
  onChoose: (type: CustomType) => void;
}) {
  const { value, detected } = props;
  return (
    <div>
      <SelectField
        label={words.type}
        value={value ?? ""}
        onChange={(event) => props.onChoose(event.target.value as CustomType)}
        choices={value === null ? [{ value: "", label: words.typeUnknown }, ...CHOICES] : CHOICES}
      />
      <p className="mt-1 min-h-5 text-sm text-muted wrap-anywhere">
        {detected ? hintOf(detected) : props.looked && words.typeNotFound}
      </p>
    </div>
  );
}

function hintOf({ value, evidence }: Finding): string {
  const [first] = evidence;
  const known = CUSTOM_TYPES.find((type) => type === value);
  const source = first ? `${t.modelPage.evidence(first.source, first.key)} ${first.says}` : "";
  return words.typeFound(known ? words.types[known] : String(value), source);
}
