import { type ComponentType, type ReactElement, useEffect, useEffectEvent, useState } from "react";
import { t } from "@/lib/messages";
import { isServerThere } from "@/lib/missing-code";
import { showToast } from "@/lib/toasts";

/** What a part may have that comes later: what stands in its place, and how it goes again. */
interface Wanted {
  trigger?: ReactElement;
  onMissing?: () => void;
  onClose?: () => void;
}

/**
 * A part whose code is loaded when it is wanted for the first time.
 *
 * One that does not come is told of and closed, and can be wanted again: the page around it stays,
 * with what was typed there. React's own `lazy` would take the page away and ask never again.
 */
export function later<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
): ComponentType<Props> {
  let there: ComponentType<Props> | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: made once for each part, beside the imports, as by React's own `lazy`.
  return function Later(props: Props) {
    const [Part, setPart] = useState(() => there);
    const wanted: Wanted = props;
    const giveUp = useEffectEvent(() => (wanted.onMissing ?? wanted.onClose)?.());
    useEffect(() => {
      // Loaded by another one of its kind meanwhile.
      if (there !== undefined) return setPart(() => there);
      let isWanted = true;
      load().then(
        (module) => {
          there = module.default;
          if (isWanted) setPart(() => there);
        },
        () => {
          if (!isWanted) return;
          void tellMissing();
          giveUp();
        },
      );
      return () => {
        isWanted = false;
      };
    }, []);
    return Part === undefined ? (wanted.trigger ?? null) : <Part {...props} />;
  };
}

async function tellMissing(): Promise<void> {
  if (!(await isServerThere())) return showToast("failed", t.problems.unreachable);
  const reload = { label: t.problems.reload, run: () => window.location.reload() };
  showToast("failed", t.problems.outdated, reload);
}
