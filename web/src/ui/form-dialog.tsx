import { type ReactNode, useId } from "react";
import { t } from "@/lib/messages";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { ProblemNotice } from "./problem-notice";

/** A dialog with a form in it; what is refused stands below the fields. */
export function FormDialog(props: {
  title: string;
  description: string;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
  /** What else can be done, at the other end of the buttons. */
  aside?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Dialog
      title={props.title}
      description={props.description}
      onClose={props.onClose}
      footer={
        <>
          {props.aside && <div className="mr-auto">{props.aside}</div>}
          <Button onClick={props.onClose}>{t.common.cancel}</Button>
          <Button tone="primary" type="submit" form={id} disabled={props.busy}>
            {props.submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit(new FormData(event.currentTarget));
        }}
      >
        {props.children}
        {props.error ? <ProblemNotice error={props.error} /> : null}
      </form>
    </Dialog>
  );
}
