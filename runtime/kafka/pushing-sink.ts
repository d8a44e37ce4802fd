import { InputError } from "../errors.js";
import type { Pusher } from "../push/index.js";
import type { Sink } from "./index.js";

/** Puts rows of a source into the online store, which keeps them at once. */
export const pushingSink = (pusher: Pusher, source: string): Sink => ({
  take: async (rows) => {
    await pusher
      .push(
        source,
        rows.map(({ row }) => row),
        { rowId: (index) => rows[index]!.name, where: () => ROW },
      )
      .catch((error: unknown) => {
        if (!(error instanceof InputError)) throw error;
        throw new InputError(error.message.replace(`${ROW}: `, ""), { ...error, cause: error });
      });
  },
  keep: async () => null,
});

/** Messages name the row by its partition and offset instead. */
const ROW = "row";
