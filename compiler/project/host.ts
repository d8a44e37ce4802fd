/** What reading a project needs of the world: so that it runs over a disk, an editor's buffers or a test's map alike. */
export interface Host {
  /** The text of a file; null where there is none. */
  read(path: string): string | null;
  /** Paths of the files under `dir` that the pattern (`**`, `*`, `?`) matches, relative to `dir`, with `/`, sorted. */
  list(dir: string, pattern: string): readonly string[];
}
