import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, type OnlineStore } from "../../runtime/index.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { compileTexts } from "../oracle/support/compile.js";

const minute = 60_000;
/** The instant of the reads. */
const at = Date.UTC(2024, 0, 2, 10, 0, 31);
export const USERS = 3;

/** A streamed view of its own, by the name of its project. Every process of a test that names it has the same. */
export function streamedProject(name: string) {
  const { project } = compileTexts({
    "feat.yaml": `project: ${name}\ntargets: { dev: { online: { kind: embedded, path: x }, stream: [clicks] } }\n`,
    "sources.yaml":
      "sources:\n  clicks: { kind: events, file: c.csv, time: at, key: [id], columns: { id: int64, user_id: int64, x: float64, at: timestamp } }\n",
    "a.feat": `entity user { user_id: int64 }
view v for user from clicks { n = count() over [1h, 1d], total = sum(x) over 1d, last_ids = last_n(id, 3) over 1h }
service s { v.* }
`,
  });
  const artifact = loadArtifact(project);
  const space = viewSpace(artifact, artifact.views.v!);
  return {
    fill: (store: OnlineStore) => store.advance(space, { asOf: at * 1000 - 1000, complete: at * 1000 - 1000 }),
    /** Pushes the rows whose numbers are given, a few at a time. */
    push: async (store: OnlineStore, ids: readonly number[]): Promise<void> => {
      const push = createClientRuntime(artifact, { online: store }).push<object>("clicks");
      for (let start = 0; start < ids.length; start += 20)
        await push(
          ids.slice(start, start + 20).map((id) => ({
            id,
            user_id: id % USERS,
            x: 0.5,
            at: new Date(at - (1 + (id % 40)) * 3 * minute - id),
          })),
        );
    },
    read: async (store: OnlineStore): Promise<readonly object[]> => {
      const keys = Array.from({ length: USERS }, (_, user_id) => ({ user_id }));
      const service = createClientRuntime(artifact, { online: store }).service<object, object>("s");
      return (await service.getMany(keys, { at: new Date(at) })).map(({ features }) => features);
    },
    /** What reads find when the rows with the numbers below `count` are there. */
    expected: (count: number): readonly object[] =>
      Array.from({ length: USERS }, (_, user) => {
        const ids = Array.from({ length: count }, (_unused, id) => id).filter((id) => id % USERS === user);
        const age = (id: number): number => (1 + (id % 40)) * 3 * minute + id;
        const recent = ids.filter((id) => age(id) < 60 * minute).sort((a, b) => age(a) - age(b));
        return {
          n_1h: recent.length,
          n_1d: ids.length,
          total: ids.length / 2,
          last_ids: recent.slice(0, 3),
        };
      }),
  };
}
