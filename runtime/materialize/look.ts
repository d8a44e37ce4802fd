import type { OnlineStore, ViewMeta, ViewSpace } from "../online/store.js";
import { Unreadable } from "../online/unreadable.js";
import { type Holder, holderOf, LEASE_KEY } from "./lease.js";
import { decode, STATE_KEY, type ViewState } from "./state.js";

/** What a store holds of a view under a definition. */
export interface StoredView {
  readonly meta: ViewMeta | Unreadable;
  /** Null if nothing is remembered. */
  readonly state: ViewState | null;
  /** Who is filling it. Null if nobody is, or if whoever was died long ago. */
  readonly holder: Holder | null;
}

/** Looks at views in one read. A run that died may still be named as the holder. */
export async function lookAtViews(store: OnlineStore, spaces: readonly ViewSpace[]): Promise<readonly StoredView[]> {
  const records = [STATE_KEY, LEASE_KEY];
  const answers = await store.read(
    spaces.map((space) => ({ space, keys: [], records })),
    { current: true },
  );
  return answers.map(({ meta, records: found }) => {
    const [state = null, lease = null] = found;
    return {
      meta,
      state: state === null || state instanceof Unreadable ? null : decode(state),
      holder: lease === null || lease instanceof Unreadable ? null : holderOf(lease),
    };
  });
}
