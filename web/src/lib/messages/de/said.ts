import { translator } from "../said";
import cache from "./said/cache.json";
import deeds from "./said/deeds.json";
import hub from "./said/hub.json";
import models from "./said/models.json";
import people from "./said/people.json";
import settings from "./said/settings.json";
import titles from "./said/titles.json";
import words from "./said/words.json";

export const said = translator({
  sentences: { ...models, ...deeds, ...hub, ...cache, ...people, ...settings, ...titles },
  words,
  size: (text) => text.replace(".", ","),
});
