import { useState } from "react";
import { said, t } from "@/lib/messages";
import { Rows } from "@/ui/rows";
import { SearchBox } from "@/ui/search-box";
import { Section } from "@/ui/section";
import { Segmented } from "@/ui/segmented";
import { type Setting, SHOWN, settingsMatching } from "./settings-search";

const words = t.system;

/** The settings in force; of a secret only whether it is set. */
export function SettingsTable({ settings }: { settings: readonly Setting[] }) {
  const [text, setText] = useState("");
  const [which, setWhich] = useState<(typeof SHOWN)[number]>("all");
  const found = settingsMatching(settings, text, which);
  return (
    <Section title={words.settings} about={words.settingsAbout}>
      <search className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented
          legend={words.settings}
          name="settings"
          value={which}
          choices={SHOWN.map((value) => ({ value, label: words.shown[value] }))}
          onChoose={setWhich}
        />
        <SearchBox label={words.search} hint={words.searchHint} value={text} onSearch={setText} />
      </search>
      {found.length === 0 ? (
        <p className="text-sm text-muted">{words.noSetting}</p>
      ) : (
        <Rows>
          {found.map((setting) => (
            <SettingRow key={setting.name} setting={setting} />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function SettingRow({ setting }: { setting: Setting }) {
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2 text-sm md:grid-cols-[18rem_1fr] md:items-baseline">
      <span className="font-mono text-xs wrap-anywhere">{setting.name}</span>
      <div className="min-w-0">
        <span className="font-mono text-xs wrap-anywhere">{shown(setting)}</span>
        {setting.is_default && <span className="ml-2 text-xs text-muted">{words.isDefault}</span>}
        <p className="text-xs text-muted">
          <Described text={said(setting.description)} />
        </p>
      </div>
    </li>
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
