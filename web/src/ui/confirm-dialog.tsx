import type { ReactNode } from "react";
import { t } from "@/lib/messages";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ProblemNotice } from "./problem-notice";

/** Asks before something that destroys, or weighs as much; the button names the deed. */
export function ConfirmDialog(props: {
  title: string;
  description: string;
  submit: string;
  /** Red only for what takes something away. */
  tone?: "danger" | "primary";
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
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={props.onClose}>{t.common.cancel}</Button>
          <Button tone={props.tone ?? "danger"} disabled={props.busy} onClick={props.onConfirm}>
            {props.submit}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-2">
        {props.children}
        {props.error ? <ProblemNotice error={props.error} /> : null}
      </div>
    </Dialog>
  );
}
