import { Monitor, Moon, Sun } from "lucide-react";
import { t } from "@/lib/messages";
import { type Theme, useTheme } from "@/lib/theme";
import { IconButton } from "@/ui/button";
import { Menu, MenuChoice } from "@/ui/menu";

const ICONS = { light: Sun, dark: Moon, system: Monitor };
const THEMES: readonly Theme[] = ["light", "dark", "system"];

export function ThemeMenu() {
  const { theme, choose } = useTheme();
  const Icon = ICONS[theme];
  return (
    <Menu
      trigger={
        <IconButton label={t.shell.theme}>
          <Icon aria-hidden className="size-4" />
        </IconButton>
      }
    >
      <MenuChoice
        label={t.shell.theme}
        value={theme}
        choices={THEMES.map((value) => ({ value, label: t.shell.themes[value] }))}
        onChoose={choose}
      />
    </Menu>
  );
}
