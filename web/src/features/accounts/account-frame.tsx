import type { FormEvent, ReactNode } from "react";
import { chooseLanguage, LANGUAGE_NAMES, LANGUAGES, language } from "@/lib/language";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { Logo } from "@/ui/logo";
import { ProblemNotice } from "@/ui/problem-notice";

/** The quiet frame of the two forms in front of the page. */
export function AccountFrame(props: {
  title: string;
  lead?: string;
  error: unknown;
  submit: string;
  busy: string | false;
  /** Above the fields: why the reader is here. */
  note?: ReactNode;
  /** Below the form: another way in. */
  otherWay?: ReactNode;
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
        <Logo className="size-6" />
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
        {props.note}
        {props.children}
        {props.error != null && <ProblemNotice error={props.error} />}
        <Button type="submit" tone="primary" disabled={props.busy !== false} className="h-9">
          {props.busy || props.submit}
        </Button>
        {props.otherWay && (
          <>
            <p className="flex items-center gap-3 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              {t.accounts.signIn.or}
            </p>
            {props.otherWay}
          </>
        )}
      </form>
      <Languages />
    </main>
  );
}

/** Each language by its own name, for those who cannot read the one that is shown. */
function Languages() {
  return (
    <ul aria-label={t.shell.language} className="mt-3 flex justify-center gap-1">
      {LANGUAGES.map((one) => (
        <li key={one}>
          <Button
            tone="quiet"
            lang={one}
            aria-current={one === language}
            className="aria-[current=true]:text-text"
            onClick={() => chooseLanguage(one)}
          >
            {LANGUAGE_NAMES[one]}
          </Button>
        </li>
      ))}
    </ul>
  );
}
