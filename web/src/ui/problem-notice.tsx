import { Link } from "@tanstack/react-router";
import { addressIn, hasCode, sentenceOf } from "@/api/problem";
import { t } from "@/lib/messages";
import { Button } from "./button";
import { Notice } from "./notice";
import { Prose } from "./prose";

const LINK = "font-medium text-accent underline underline-offset-2";

/** What was refused, in the server's words, where to mend it, and a way to try again. */
export function ProblemNotice(props: {
  error: unknown;
  onRetry?: () => void;
  /** What the button is called that does so. */
  retry?: string;
}) {
  const { error } = props;
  // The sign-in that opens over the page says it, and once that is done it is no longer so.
  if (hasCode(error, "not_signed_in")) return null;
  const licence = addressIn(error, "licence_url");
  const tokens = addressIn(error, "tokens_url");
  return (
    <Notice
      tone="danger"
      alert
      action={
        // What is forbidden by setting another try would meet again.
        props.onRetry &&
        !hasCode(error, "hub_offline") && (
          <Button onClick={props.onRetry}>{props.retry ?? t.common.tryAgain}</Button>
        )
      }
    >
      <Prose text={sentenceOf(error)} />
      {(licence || tokens) && (
        <p className="mt-1.5 flex flex-wrap gap-x-4 gap-y-1">
          {licence && <Outward href={licence}>{t.problems.licencePage}</Outward>}
          {tokens && <Outward href={tokens}>{t.problems.hubTokens}</Outward>}
          {tokens && (
            <Link to="/system" className={LINK}>
              {t.problems.ownToken}
            </Link>
          )}
        </p>
      )}
    </Notice>
  );
}

function Outward({ href, children }: { href: string; children: string }) {
  return (
    <a href={href} target="_blank" rel="noreferrer" className={LINK}>
      {children}
    </a>
  );
}
