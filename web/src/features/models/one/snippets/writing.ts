/** How code is written: strings, and where a model lies. */
import { type Subject, snapshotOf } from "./subject";

/** A string of Python and JSON alike. */
export const quoted = (text: string) => JSON.stringify(text);

/** A word of the shell, as it is: nothing in it is expanded. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export const indented = (lines: readonly string[]) =>
  lines.map((line) => `    ${line},`).join("\n");

/** Where the files are, as named arguments of Python; `folderName` is what a library calls it. */
export function placeArguments(subject: Subject, folderName: string): string[] {
  const { revision, cacheDir, whole, remoteCode } = subject;
  return [
    ...(revision ? [`revision=${quoted(revision)}`] : []),
    `${folderName}=${quoted(cacheDir)}`,
    ...(whole ? ["local_files_only=True"] : []),
    ...(remoteCode ? ["trust_remote_code=True"] : []),
  ];
}

/** `here`, for those who load more than one thing from it. */
export function hereInPython(subject: Subject): string {
  return `here = dict(\n${indented(placeArguments(subject, "cache_dir"))}\n)`;
}

/** For programs that are told by the environment. */
export function shellEnvironment({ cacheDir, whole }: Subject): string {
  return `HF_HUB_CACHE=${shellWord(cacheDir)}${whole ? " HF_HUB_OFFLINE=1" : ""} \\\n  `;
}

/** For libraries that know no cache: the folder itself, fetched first where it is not whole. */
export function folderInPython(subject: Subject): { prelude: string; folder: string } {
  const snapshot = snapshotOf(subject);
  if (snapshot) return { prelude: "", folder: quoted(snapshot) };
  const place = placeArguments({ ...subject, remoteCode: false }, "cache_dir");
  return {
    prelude: `from huggingface_hub import snapshot_download\n\nfolder = snapshot_download(\n${indented([quoted(subject.id), ...place])}\n)\n`,
    folder: "folder",
  };
}
