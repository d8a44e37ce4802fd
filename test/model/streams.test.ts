import { describe, expect, test } from "vitest";
import { compile } from "../../compiler/compile.js";

const sources = {
  clicks: {
    kind: "events",
    file: "clicks.parquet",
    time: "at",
    columns: { user_id: "int64", page: "string", price: "float64?", at: "timestamp" },
  },
  users: {
    kind: "state",
    file: "users.parquet",
    time: "at",
    key: ["user_id"],
    columns: { user_id: "int64", zip: "int64?", at: "timestamp" },
  },
  snapshots: {
    kind: "state",
    file: "snapshots.parquet",
    time: "at",
    complete: true,
    columns: { user_id: "int64", zip: "int64?", at: "timestamp" },
  },
  orders: {
    kind: "events",
    file: "orders.parquet",
    time: "at",
    created: "written",
    columns: { user_id: "int64", price: "float64?", at: "timestamp", written: "timestamp" },
  },
};

/**
 * Compiles a project with a target `prod` that streams some sources. « » enclose in the text, or in the list of
 * streams, what each diagnostic underlines. Returns `message; help` for each.
 */
function check(streams: readonly string[], marked: string): readonly string[] {
  const yaml = `project: p\ntargets:\n  prod:\n    online: { kind: embedded, path: x }\n    stream: [${streams.join(", ")}]\n`;
  const texts: Readonly<Record<string, string>> = {
    "feat.yaml": yaml,
    "sources.yaml": JSON.stringify({ sources }),
    "a.feat": `entity user { user_id: int64 }\nentity area { zip: int64 }\n${marked}`,
  };
  const clean = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, text.replace(/[«»]/g, "")]));
  const { diagnostics } = compile(
    { read: (path) => clean[path] ?? null, list: () => Object.keys(clean).filter((path) => path.endsWith(".feat")) },
    "",
  );
  const found = diagnostics.filter(({ severity }) => severity === "error");
  const places = Object.entries(texts).flatMap(([path, text]) =>
    [...text.matchAll(/«([^»]*)»/g)].map(([, inner]) => `${path}: ${inner}`),
  );
  const underlined = found.map(
    ({ place }) => `${place.file}: ${clean[place.file]!.slice(place.span.start, place.span.end)}`,
  );
  expect(underlined.sort()).toEqual(places.sort());
  return found.map(({ message, help }) => `${message}; ${help}`);
}

describe("a target that streams sources", () => {
  test("takes views of conditions, columns, elements, times and unions", () => {
    const text = `
      source big { from clicks where price > 1.0 { user_id, price, page } from orders { user_id, price, page = string(user_id) } }
      source moved from big at timestamp("2024-01-01T00:00:00Z") each x in [price, 1.0] { *, x = x }
      view v for user from moved { n = count() over [1h, lifetime], m = sum(x) by page top 2 over this day, price }
      view w for user from users { zip }
      view s for user from clicks { since_home = count() over since page == "home" }`;
    expect(check(["clicks", "orders", "users"], text)).toEqual([]);
  });

  test("leaves views alone that read none of them", () => {
    expect(check(["clicks"], "view v for user from snapshots { zip }")).toEqual([]);
  });

  test.each<readonly [title: string, streams: readonly string[], text: string, expected: string]>([
    [
      "an unknown source",
      ["«click»"],
      "view v for user from clicks { n = count() over 1h }",
      "there is no source `click` to stream; did you mean `clicks`?",
    ],
    [
      "a derived source",
      ["«c»"],
      "source c from clicks { * }\nview v for user from c { n = count() over 1h }",
      "`c` is derived from other sources, so no rows arrive for it; name the source of the YAML file that it is derived from",
    ],
    [
      "a join",
      ["clicks", "users"],
      "source c from clicks join users on user_id { *, zip = users.zip }\nview «v» for user from c { n = count(zip) over 1h }",
      "view `v` cannot be streamed on target `prod`, because its source `c` joins `users`, whose rows may change after a row was joined; read `users` in a transform instead, or take `clicks` and `users` out of `stream` of target `prod`",
    ],
    [
      "a source that is not streamed",
      ["clicks"],
      "source u { from clicks { user_id, price } from orders { user_id, price } }\nview «v» for user from u { n = count() over 1h }",
      "view `v` cannot be streamed on target `prod`, because it also reads `orders`, which the target does not stream; add `orders` to `stream`, or take `clicks` out of `stream` of target `prod`",
    ],
    [
      "a complete source",
      ["snapshots"],
      "view «v» for user from snapshots { zip }",
      "view `v` cannot be streamed on target `prod`, because `snapshots` is `complete`: that a key is gone is known only when a snapshot is whole; mark deleted keys with `deleted` and leave out `complete`, or take `snapshots` out of `stream` of target `prod`",
    ],
    [
      "`known`",
      ["orders"],
      "view «v» for user from orders known { n = count() over 1h }",
      "view `v` cannot be streamed on target `prod`, because it says `known`: a row that is pushed is known at once, whatever its `created` says; leave out `known`, or take `orders` out of `stream` of target `prod`",
    ],
    [
      "an aggregate over a state",
      ["users"],
      "view «v» for area from users { n = count() }",
      "view `v` cannot be streamed on target `prod`, because `n` runs over the current rows of all keys of a state; compute it from events, with `over`, or take `users` out of `stream` of target `prod`",
    ],
    [
      "an aggregate that only the warehouse computes",
      ["clicks"],
      "view «v» for user from clicks { d = decayed_sum(price, 1h) over 1d }",
      "view `v` cannot be streamed on target `prod`, because `d` is a `decayed_sum`, which only the warehouse computes; use another aggregate, or take `clicks` out of `stream` of target `prod`",
    ],
  ])("refuses %s", (_, streams, text, expected) => {
    expect(check(streams, text)).toEqual([expected]);
  });
});
