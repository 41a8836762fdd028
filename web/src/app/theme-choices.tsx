import { t } from "@/lib/messages";
import { THEMES, useTheme } from "@/lib/theme";
import { Menu, MenuChoice } from "@/ui/menu";
import type { OpenedProps } from "@/ui/opened-later";

export default function ThemeChoices({ trigger }: OpenedProps) {
  const { theme, choose } = useTheme();
  return (
    <Menu trigger={trigger}>
      <MenuChoice
        label={t.shell.theme}
        value={theme}
        choices={THEMES.map((value) => ({ value, label: t.shell.themes[value] }))}
        onChoose={choose}
      />
    </Menu>
  );
}
