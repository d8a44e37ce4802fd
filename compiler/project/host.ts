/** What the reader of a project needs, so that it runs over a disk, an editor's buffers and a test's map alike. */
export interface Host {
  /** The text of a file; null if there is no such file. */
  read(path: string): string | null;
  /** Paths of the files under `dir` that the pattern (`**`, `*`, `?`) matches, relative to `dir`, with `/`, sorted. */
  list(dir: string, pattern: string): readonly string[];
}
