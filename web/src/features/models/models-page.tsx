import { useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useId, useMemo, useState } from "react";
import { modelList } from "@/api/models";
import type { Model } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { later } from "@/ui/later";
import { TabPanel } from "@/ui/tabs";
import type { Deed } from "./card-actions";
import { CustomListMenu } from "./custom/list-menu";
import { DiskBar } from "./disk-bar";
import { ModelResults } from "./model-results";
import { filterOf, type View } from "./search";
import type { BulkDeed } from "./selected-deeds";
import { SelectionBar } from "./selection-bar";
import { Toolbar } from "./toolbar";
import { TypeTabs } from "./type-tabs";
import { useModelsSearch } from "./use-models-search";
import { useSelection } from "./use-selection";
import { rememberedView, rememberView } from "./view";
import { CacheWarnings } from "./warnings";

const DownloadDialog = later(() => import("./download-dialog"));
const RemovalDialog = later(() => import("./removal-dialog"));
const AddCustomDialog = later(() => import("./custom/add-dialog"));
const TakeInDialog = later(() => import("./custom/take-in-dialog"));
const BulkDialog = later(() => import("./bulk-dialog"));

export function ModelsPage() {
  const { search, change } = useModelsSearch();
  const view = search.view ?? rememberedView();
  const list = useInfiniteQuery(modelList(filterOf(search)));
  const models = useMemo(() => list.data?.pages.flatMap((page) => page.models) ?? [], [list.data]);
  const selection = useSelection(models);
  const [asked, setAsked] = useState<{ deed: Deed; model: Model } | null>(null);
  const [askedForMany, setAskedForMany] = useState<BulkDeed | null>(null);
  const ask = useCallback((deed: Deed, model: Model) => setAsked({ deed, model }), []);
  const [adding, setAdding] = useState(false);
  const [takingIn, setTakingIn] = useState(false);
  const mayAct = useMayAct();
  const close = () => setAsked(null);
  const { page } = search;
  const changeView = useCallback(
    (chosen: View) => {
      rememberView(chosen);
      change({ view: chosen, page }, { replace: true });
    },
    [change, page],
  );
  const first = list.data?.pages[0];
  const panel = useId();

  return (
    <>
      <div className="flex min-h-8 items-center gap-3">
        <h1 className="flex-1 text-lg font-semibold">{t.models.title}</h1>
        {mayAct && <Button onClick={() => setAdding(true)}>{t.custom.add}</Button>}
        <CustomListMenu onTakeIn={mayAct ? () => setTakingIn(true) : undefined} />
      </div>
      <DiskBar />
      {first && <CacheWarnings warnings={first.warnings} />}
      <TypeTabs
        panel={panel}
        chosen={search.type}
        counts={first?.counts}
        onChoose={(type) => change({ type })}
      />
      <TabPanel id={panel} chosen={search.type} className="outline-none">
        <Toolbar search={search} view={view} onChange={change} onView={changeView} />
        <ModelResults
          search={search}
          view={view}
          list={list}
          models={models}
          selection={selection}
          onAsk={ask}
          onChange={change}
        />
      </TabPanel>
      <SelectionBar selection={selection} onAsk={setAskedForMany} />
      {asked?.deed === "download" && <DownloadDialog model={asked.model} onClose={close} />}
      {asked?.deed === "delete" && <RemovalDialog model={asked.model} onClose={close} />}
      {adding && <AddCustomDialog onClose={() => setAdding(false)} />}
      {takingIn && <TakeInDialog onClose={() => setTakingIn(false)} />}
      {askedForMany && (
        <BulkDialog
          deed={askedForMany}
          models={selection.models}
          onDone={selection.clear}
          onClose={() => setAskedForMany(null)}
        />
      )}
    </>
  );
}
