import type { SystemReport } from "@/api/types";
import { t } from "@/lib/messages";

const words = t.system;
type Setting = NonNullable<SystemReport["settings"]>[number];

/** The settings in force; of a secret only whether it is set. */
export function SettingsTable({ settings }: { settings: readonly Setting[] }) {
  return (
    <section>
      <h2 className="font-medium">{words.settings}</h2>
      <p className="mb-2 text-sm text-muted">{words.settingsAbout}</p>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {settings.map((setting) => (
          <li
            key={setting.name}
            className="grid gap-x-4 gap-y-0.5 px-4 py-2 md:grid-cols-[18rem_1fr] md:items-baseline"
          >
            <span className="font-mono text-xs wrap-anywhere">{setting.name}</span>
            <div className="min-w-0">
              <span className="font-mono text-xs wrap-anywhere">{shown(setting)}</span>
              {setting.is_default && (
                <span className="ml-2 text-xs text-muted">{words.isDefault}</span>
              )}
              <p className="text-xs text-muted">
                <Described text={setting.description} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function shown({ value, is_secret }: Setting): string {
  if (value === null) return words.unset;
  return is_secret ? words.set : String(value);
}

/** Text in which what stands between backticks is spelled as it is to be typed. */
function Described({ text }: { text: string }) {
  const parts = text.split("`").map((part, at) => ({ part, at, typed: at % 2 === 1 }));
  return parts.map(({ part, at, typed }) =>
    typed ? (
      <code key={at} className="font-mono">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
