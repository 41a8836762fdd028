import { Monitor, Moon, Sun } from "lucide-react";

import { t } from "@/lib/messages";
import { useTheme } from "@/lib/theme";
import { IconButton } from "@/ui/button";
import { later } from "@/ui/later";
import { OpenedLater } from "@/ui/opened-later";

const ICONS = { light: Sun, dark: Moon, system: Monitor };
const ThemeChoices = later(() => import("./theme-choices"));

export function ThemeMenu() {
  const { theme } = useTheme();
  const Icon = ICONS[theme];
  return (
    <OpenedLater
      opened={(around) => <ThemeChoices {...around} />}
      trigger={
        <IconButton label={t.shell.theme}>
          <Icon aria-hidden className="size-4" />
        </IconButton>
      }
    />
  );
}
