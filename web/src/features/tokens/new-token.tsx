import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { Notice } from "@/ui/notice";

const words = t.tokens;

/** The only time that a token is to be seen. */
export function NewToken(props: { name: string; token: string; onDone: () => void }) {
  return (
    <div className="mb-4">
      <Notice tone="caution" alert action={<Button onClick={props.onDone}>{words.haveIt}</Button>}>
        <p className="font-medium">{words.made(props.name)}</p>
        <p>{words.shownOnce}</p>
        <p className="mt-1 flex items-center gap-2">
          <code className="font-mono text-xs wrap-anywhere">{props.token}</code>
          <CopyButton text={props.token} label={words.copy} what={words.what(props.name)} />
        </p>
      </Notice>
    </div>
  );
}
