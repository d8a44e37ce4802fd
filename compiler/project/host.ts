/**
 * The access to files that reading a project needs, so that it works on a disk, an editor's buffers or a test's map.
 */
export interface Host {
  /** The text of a file; null if there is no such file. */
  read(path: string): string | null;
  /** Paths of the files under `dir` that the pattern (`**`, `*`, `?`) matches, relative to `dir`, with `/`, sorted. */
  list(dir: string, pattern: string): readonly string[];
}
