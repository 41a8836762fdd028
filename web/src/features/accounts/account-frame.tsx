import type { FormEvent, ReactNode } from "react";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { ProblemNotice } from "@/ui/problem-notice";

/** The quiet frame of the two forms in front of the page. */
export function AccountFrame(props: {
  title: string;
  lead?: string;
  error: unknown;
  submit: string;
  busy: string | false;
  onSubmit: (form: FormData) => void;
  children: ReactNode;
}) {
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    props.onSubmit(new FormData(event.currentTarget));
  }
  return (
    <main
      id="content"
      className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center p-4"
    >
      <p className="mb-6 flex items-center gap-2 font-semibold">
        <img src="/favicon.svg" alt="" className="size-6" />
        {t.shell.product}
      </p>
      <form
        onSubmit={submit}
        className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5"
      >
        <div>
          <h1 className="text-lg font-semibold">{props.title}</h1>
          {props.lead && <p className="mt-1 text-muted">{props.lead}</p>}
        </div>
        {props.children}
        {props.error != null && <ProblemNotice error={props.error} />}
        <Button type="submit" tone="primary" disabled={props.busy !== false} className="h-9">
          {props.busy || props.submit}
        </Button>
      </form>
    </main>
  );
}
