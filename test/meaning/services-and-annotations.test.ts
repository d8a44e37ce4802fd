import { expect, test } from "vitest";
import { newProject } from "../end-to-end/support/project.js";
import { events } from "./support/case.js";
import { meaning } from "./support/check.js";

meaning("8. services and annotations", [
  [
    "98",
    "a service of keyless views only has no keys, and its labels need only their time",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 5, "09:00"],
          [2, 6, "10:00"],
        ]),
      },
      feat: "view v from ev { n = count() over 1d x } service s { v.* }",
      asks: [
        ["12:00", {}, { n: 2, x: 6 }],
        ["09:30", {}, { n: 1, x: 5 }],
      ],
    },
  ],
]);

test("98: a service of keyless views takes no --key, and its labels only need their time", async () => {
  using project = newProject({
    "feat.yaml": "project: keyless\nfeatures: main.feat\nsources: sources.yaml\n",
    "sources.yaml": "sources:\n  ev: { kind: events, file: ev.csv, time: tm, columns: { k: int64, tm: timestamp } }\n",
    "ev.csv": "k,tm\n1,2024-01-10T10:00:00Z\n2,2024-01-10T11:00:00Z\n",
    "main.feat": "view v from ev { n = count() over 1d } service s { v.* }",
    "labels.csv": "event_timestamp\n2024-01-10T12:00:00Z\n2024-01-10T10:30:00Z\n",
  });
  await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
  expect(project.read("out.csv")).toBe("event_timestamp,n\n2024-01-10T12:00:00Z,2\n2024-01-10T10:30:00Z,1\n");
  await project.feat("materialize", "--to", "2024-01-10T12:00:00Z");
  const got = JSON.parse(await project.feat("get", "s", "--at", "2024-01-10T12:00:00Z", "--json"));
  expect(got.features).toEqual({ n: 2 });
  await expect(project.feat("get", "s", "--key", "k=1", "--json")).rejects.toThrow(/ended with 2|no key/);
});

test("100: `given` takes the same literals as expressions", async () => {
  using project = newProject({
    "feat.yaml": "project: given\nfeatures: main.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:
  ev:
    kind: events
    file: none.csv
    time: tm
    columns:
      k: int64
      d: date
      xs: int64[]?
      v: float32[2]?
      f: float64?
      tm: timestamp
`,
    "main.feat": `entity e { k: int64 } request r { day: date, at: timestamp, xs: string[]? }
view v for e from ev { last_day = last(d) over 1d n = sum(length(xs)) over 1d f xs v }
transform t { y = days_between(r.day, v.last_day) h = hours_between(r.at, now()) l = length(r.xs) }
test "of sources" {
  given ev [{ k: 1, d: "2024-01-09", xs: [1, null, -3], v: [1, 2.5], f: -1.5, tm: "2024-01-10T10:00:00+01:00" }]
  given r { day: "2024-01-07", at: "2024-01-10T00:00:00Z", xs: ["a", null] }
  at "2024-01-10T12:00:00Z" for { k: 1 }
  expect v { last_day: "2024-01-09", n: 3, f: -1.5, xs: [1, null, -3], v: [1, 2.5] }
  expect t { y: 2.0, h: 12.0, l: 2 }
}
test "of a view" {
  given v { last_day: "2024-01-09", xs: [] }
  given r { day: "2024-01-09", at: "2024-01-10T00:00:00Z", xs: null }
  expect t { y: 0.0, l: null }
}
`,
  });
  const report = JSON.parse(await project.feat("test", "--json"));
  expect(report).toMatchObject({ ok: true, passed: 2, failed: 0 });
});
