import type { ReactNode } from "react";
import { t } from "@/lib/messages";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ProblemNotice } from "./problem-notice";

/** Asks before something that destroys, or weighs as much; the button names the deed. */
export function ConfirmDialog(props: {
  title: string;
  description: string;
  /** What it comes to, beside the title. */
  aside?: ReactNode;
  submit: string;
  /** Red only for what takes something away. */
  tone?: "danger" | "primary";
  /** While it cannot be done yet. */
  disabled?: boolean;
  busy: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog
      title={props.title}
      description={props.description}
      aside={props.aside}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>{t.common.cancel}</Button>
          <Button
            tone={props.tone ?? "danger"}
            disabled={props.busy || props.disabled}
            onClick={props.onConfirm}
          >
            {props.submit}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {props.children}
        {props.error ? <ProblemNotice error={props.error} /> : null}
      </div>
    </Dialog>
  );
}
