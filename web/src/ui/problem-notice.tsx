import { sentenceOf } from "@/api/problem";
import { t } from "@/lib/messages";
import { Button } from "./button";
import { Notice } from "./notice";

/** What was refused, in the server's words, and a way to try again. */
export function ProblemNotice(props: { error: unknown; onRetry?: () => void }) {
  return (
    <Notice
      tone="danger"
      alert
      action={props.onRetry && <Button onClick={props.onRetry}>{t.common.tryAgain}</Button>}
    >
      {sentenceOf(props.error)}
    </Notice>
  );
}
