/** A limited number of writes in flight. Adding one waits until there is room. The first error is thrown. */
export class Backlog {
  readonly #running = new Set<Promise<void>>();
  #failure: { readonly error: unknown } | null = null;

  constructor(private readonly most: number) {}

  async add(start: () => Promise<void>): Promise<void> {
    while (this.#running.size >= this.most && this.#failure === null) await Promise.race(this.#running);
    this.#check();
    const task: Promise<void> = start()
      .catch((error: unknown) => {
        this.#failure ??= { error };
      })
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
  }

  async drain(): Promise<void> {
    await Promise.all(this.#running);
    this.#check();
  }

  /** Waits for all running writes, whether or not they fail. */
  async settle(): Promise<void> {
    await Promise.all(this.#running);
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }
}
