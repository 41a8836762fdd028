import { Logo } from "@/ui/logo";

/** What stands in `index.html` until the page's own header is there: the same, and as high. */
export function FirstFrame() {
  return (
    <div className="border-b border-line bg-surface" aria-hidden>
      <div className="mx-auto flex h-12 max-w-7xl items-center gap-2 px-3 font-semibold sm:px-6">
        <Logo className="size-5" />
        <span className="md:max-lg:sr-only">Modelshelf</span>
      </div>
    </div>
  );
}
