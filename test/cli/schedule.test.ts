/**
 * `feat schedule`: real schedulers run its jobs at the instants of a view's cadence, and at no others. What they cannot
 * say is an error.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Cron } from "croner";
import { assert, constantFrom, integer, property } from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { cronLine } from "../../cli/schedule/cron-line.js";
import { linesIn, timesOf } from "../../cli/schedule/times.js";
import { installed, runs } from "../support/apt.js";
import { builtFeat } from "../support/built.js";
import { pythonWith } from "../support/python-packages.js";
import { type Folder, folder, newProject } from "./feat.js";

/** The cadences of views, and the seconds of both parts. */
const cadences = {
  hourly: ["every 1h", 3600, 0],
  quarter: ["every 15m after 5m", 900, 300],
  daily: ["every 1d after 6h", 86_400, 21_600],
  ninety: ["every 90m", 5400, 0],
  late: ["every 1h after 150m", 3600, 1800],
  weekly: ["every 7d after 26h", 604_800, 93_600],
  seven_hours: ["every 7h after 1h", 25_200, 3600],
  five_hours: ["every 5h after 7m", 18_000, 420],
  two_days: ["every 2d after 30m", 172_800, 1800],
} as const satisfies Record<string, readonly [text: string, every: number, after: number]>;
type Name = keyof typeof cadences;
const names = Object.keys(cadences) as readonly Name[];
/** Those that no lines of cron say. */
const stepped: readonly Name[] = ["five_hours", "two_days"];

const view = (name: string, cadence: string) => `view ${name} for c from e ${cadence} { n = count() over 1d }\n`;
const project = (views: string = names.map((name) => view(name, cadences[name][0])).join("")): Folder =>
  folder({
    "feat.yaml": [
      "project: my_shop",
      "features: m.feat",
      "sources: s.yaml",
      "targets:",
      "  dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } }",
      '  prod: { offline: { kind: postgres, url: "${PG_URL}" }, online: { kind: redis, url: "redis://:${SECRET}@${HOST:-redis}:6379" } }',
      "  none: { offline: { kind: duckdb } }",
      '  "it\'s 5%": { online: { kind: embedded, path: .feat/other } }',
      '  "a {{b}}": { online: { kind: embedded, path: .feat/other } }',
      "",
    ].join("\n"),
    "s.yaml":
      'sources:\n  e: { kind: events, file: "${DATA:-data}/e.csv", time: t, columns: { k: int64, t: timestamp } }\n',
    "m.feat": `entity c { k: int64 }\n${views}`,
  });

const WEEK = 604_800;
/** A leap day is near it, and the clocks of Europe change a month later. */
const START = Date.parse("2024-02-26T00:00:00Z") / 1000;

/** The instants of a cadence in the time from START on, in seconds. */
function instants(every: number, after: number, length: number): readonly number[] {
  const first = Math.ceil((START - after) / every) * every + after;
  return Array.from({ length: Math.ceil((START + length - first) / every) }, (_, index) => first + index * every);
}
const isDue = (at: number, { step, of, at: due }: { step: number; of: number; at: number }): boolean =>
  Math.floor(at / step) % of === due;

describe("times", () => {
  /** What cron's daemon would do, by a parser of cron lines. */
  function ran(lines: readonly string[], length: number): readonly number[] {
    const found = lines.flatMap((line) => {
      const cron = new Cron(line, { timezone: "UTC" });
      const all: number[] = [];
      for (let at = cron.nextRun(new Date((START - 1) * 1000)); at !== null; at = cron.nextRun(at)) {
        if (at.getTime() / 1000 >= START + length) break;
        all.push(at.getTime() / 1000);
      }
      return all;
    });
    return found.sort((a, b) => a - b);
  }

  const minutes = constantFrom(
    ...[
      1, 2, 7, 11, 15, 20, 25, 30, 40, 45, 59, 60, 61, 90, 100, 120, 180, 240, 300, 360, 420, 720, 1440, 2000, 2880,
      4320, 10_080, 20_160,
    ],
  );
  test("the lines of a cadence have its instants, and no others", () => {
    assert(
      property(minutes, integer({ min: 0, max: 3000 }), (every, after) => {
        const cadence = { every: every * 60, phase: (after * 60) % (every * 60), text: "" };
        const times = timesOf(cadence)!;
        const length = Math.min(2 * WEEK, Math.max(WEEK / 7, every * 60 * 200));
        const all = ran(linesIn(times).map(cronLine), length);
        expect(times.kind === "lines" ? all : all.filter((at) => isDue(at, times))).toEqual(
          instants(every * 60, after * 60, length),
        );
        // A step is due however late in it the command starts.
        if (times.kind === "steps") for (const at of all) expect(isDue(at + 59, times)).toBe(isDue(at, times));
      }),
      { numRuns: 20, seed: 1 },
    );
  });

  test.each([
    [30, 5, [5, 35]],
    [3600, 90, [30]],
  ])("every %i s after %i s has its seconds", (every, phase, seconds) => {
    expect(linesIn(timesOf({ every, phase, text: "" })!).map((line) => line.seconds)).toEqual([seconds]);
  });
  test("every 90 s is no line and no step", () => expect(timesOf({ every: 90, phase: 0, text: "" })).toBe(null));
});

describe("cron", () => {
  test("a line for each view, in UTC, and a condition where no line says the cadence", async () => {
    const { code, out, err } = await project().feat(["schedule", "--for", "cron", "--dir", "/opt/shop"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^CRON_TZ=UTC$/m);
    const run = (name: string) => `cd /opt/shop && npx --no-install feat materialize --target dev ${name}`;
    expect(out).toContain(`# quarter: every 15m after 5m\n5-59/15 * * * * ${run("quarter")}\n`);
    expect(out).toContain(`0 */3 * * * ${run("ninety")}\n30 1-23/3 * * * ${run("ninety")}\n`);
    expect(out).toContain(`0 2 * * 5 ${run("weekly")}\n`);
    expect(out).toContain(`30 0 * * * [ $(( $(date +\\%s) / 86400 \\% 2 )) -eq 0 ] && ${run("two_days")}\n`);
  });

  test("a shell that runs the line fills the view, and only when it is due", async () => {
    const own = await newProject();
    own.write("features/more.feat", view("odd", "every 5h").replaceAll(" c ", " customer ").replace(" e ", " orders "));
    const feat = `'${process.execPath}' '${await builtFeat()}'`;
    const odd = `it's 5%`;
    own.write(
      "feat.yaml",
      `${own.read("feat.yaml").trimEnd()}\n  "${odd}":\n    offline: { kind: duckdb }\n    online: { kind: embedded, path: .feat/odd }\n`,
    );
    const { out, code } = await own.feat(["schedule", "odd", "--for", "cron", "--run", feat, "--target", odd]);
    expect(code).toBe(0);
    const [line = ""] = out.match(/^0 \* .*$/m) ?? [];
    const command = line.split(" ").slice(5).join(" ").replaceAll("\\%", "%");
    const at = (instant: number) =>
      spawnSync("/bin/sh", ["-c", command.replace("$(date +%s)", String(instant))], { encoding: "utf8" });
    expect(at(18_000 * 7 + 3600)).toMatchObject({ status: 1, stdout: "" });
    const ran = at(18_000 * 7 + 59);
    expect([ran.status, ran.stdout]).toEqual([0, expect.stringMatching(/^odd /m)]);
    expect(readdirSync(join(own.path, ".feat/odd"))).not.toEqual([]);
  });
});

describe("systemd", () => {
  const tool = () =>
    installed(["systemd"], () => runs("systemd-analyze", "--version"), "systemd-analyze (Debian package systemd)");

  test("units that systemd takes, with timers at the instants of the cadence", async () => {
    tool();
    const own = project(names.map((name) => view(name, cadences[name][0])).join("") + view("half", "every 30s"));
    const argv = ["schedule", "--for", "systemd", "--target", "prod", "--dir", own.path, "--out", "units"];
    expect(await own.feat(argv)).toMatchObject({ code: 0, err: "" });
    const files = readdirSync(join(own.path, "units")).map((file) => join(own.path, "units", file));
    expect(files).toHaveLength(2 * (names.length + 1));
    const verified = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], { encoding: "utf8" });
    expect(verified.stderr.split("\n").filter((line) => line.includes("my_shop"))).toEqual([]);
    for (const name of names) {
      const [, every, after] = cadences[name];
      const calendars = [...own.read(`units/feat-my_shop-${name}.timer`).matchAll(/^OnCalendar=(.*)$/gm)];
      const length = Math.max(every * 3, 3 * 86_400);
      const { stdout } = spawnSync(
        "systemd-analyze",
        ["calendar", "--iterations=90", `--base-time=@${START - 1}`, ...calendars.map(([, text = ""]) => text)],
        { encoding: "utf8", env: { ...process.env, TZ: "Europe/Berlin", LC_ALL: "C" } },
      );
      const all = [...stdout.matchAll(/(?:\(in UTC\)|elapse|#\d+): \w+ ([\d-]+) ([\d:]+) UTC$/gm)]
        .map(([, day, time]) => Date.parse(`${day}T${time}Z`) / 1000)
        .sort((a, b) => a - b);
      const condition = /\/ (\d+) %% (\d+) \)\) -eq (\d+) \]/.exec(own.read(`units/feat-my_shop-${name}.service`));
      const [step, of, at] = (condition ?? []).slice(1).map(Number);
      const due = condition === null ? all : all.filter((each) => isDue(each, { step: step!, of: of!, at: at! }));
      const unique = [...new Set(due)].filter((each) => each < START + length).slice(0, 60);
      expect([name, unique]).toEqual([name, instants(every, after, length).slice(0, unique.length)]);
      expect(unique.length).toBeGreaterThan(2);
    }
    expect(own.read("units/feat-my_shop-half.timer")).toContain("OnCalendar=*-*-* *:*:00,30 UTC\n");
    const service = own.read("units/feat-my_shop-hourly.service");
    expect(service).toContain(
      "# The file must set PG_URL, SECRET, and may set DATA, HOST.\nEnvironmentFile=/etc/feat/my_shop.env\n",
    );
  });
});

/** Prints of each DAG the next instants, as Airflow's scheduler computes them, and its tasks. */
const READ_DAGS = `
import json, sys
from types import SimpleNamespace
import pendulum
from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.encoders import coerce_to_core_timetable
from airflow.timetables.base import TimeRestriction

folder, start = sys.argv[1], int(sys.argv[2])
bag = DagBag(folder)
found = {"errors": bag.import_errors, "dags": {}}
for name, dag in bag.dags.items():
    table, last, runs = coerce_to_core_timetable(dag.timetable), None, []
    earliest = TimeRestriction(earliest=pendulum.from_timestamp(start), latest=None, catchup=True)
    guards = [task for task in dag.tasks if task.task_id == "is_due"]
    for _ in range(120):
        info = table.next_dagrun_info(last_automated_data_interval=last, restriction=earliest)
        last = info.data_interval
        run = SimpleNamespace(run_type="scheduled", run_after=info.run_after)
        if all(guard.python_callable(dag_run=run, **guard.op_kwargs) for guard in guards):
            runs.append(int(info.run_after.timestamp()))
    by_hand = SimpleNamespace(run_type="manual", run_after=info.run_after)
    [task] = [task for task in dag.tasks if task.task_id == "materialize"]
    found["dags"][name] = {
        "runs": runs, "command": task.bash_command, "cwd": task.cwd, "catchup": dag.catchup,
        "upstream": sorted(task.upstream_task_ids),
        "by_hand": all(guard.python_callable(dag_run=by_hand, **guard.op_kwargs) for guard in guards),
    }
print(json.dumps(found))
`;

test("Airflow imports a DAG for each view, and schedules it at the instants of its cadence", async () => {
  const own = project();
  const argv = ["schedule", "--for", "airflow", "--target", "it's 5%", "--dir", "/opt/my shop", "--out", "dags"];
  expect(await own.feat(argv)).toMatchObject({ code: 0 });
  const home = mkdtempSync(join(tmpdir(), "feat-airflow-"));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const python = pythonWith("airflow-3.3.2", [
    "apache-airflow-core==3.3.2",
    "apache-airflow-providers-standard==1.21.0",
  ]);
  const { stdout, stderr, status } = spawnSync(python, ["-c", READ_DAGS, join(own.path, "dags"), String(START)], {
    encoding: "utf8",
    env: { ...process.env, AIRFLOW_HOME: home, AIRFLOW__CORE__LOAD_EXAMPLES: "False" },
  });
  expect([status, stderr]).toEqual([0, expect.anything()]);
  const { errors, dags } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  expect(errors).toEqual({});
  expect(Object.keys(dags).sort()).toEqual(names.map((name) => `feat_my_shop_${name}`).sort());
  for (const name of names) {
    const [, every, after] = cadences[name];
    const { runs: all, ...rest } = dags[`feat_my_shop_${name}`];
    expect([name, all]).toEqual([name, instants(every, after, every * 200).slice(0, all.length)]);
    expect(all.length).toBeGreaterThan(20);
    expect(rest).toEqual({
      command: `npx --no-install feat materialize --target 'it'\\''s 5%' ${name}`,
      cwd: "/opt/my shop",
      catchup: false,
      upstream: stepped.includes(name) ? ["is_due"] : [],
      by_hand: true,
    });
  }
});

test("Kubernetes takes a CronJob for each line of a cadence", async () => {
  const own = project(
    names
      .filter((name) => !stepped.includes(name))
      .map((name) => view(name, cadences[name][0]))
      .join("") +
      view("a_view_with_a_name_that_is_longer_than_names_in_kubernetes", "every 1d") +
      view("Hourly", "every 1h"),
  );
  const argv = [
    "schedule",
    "--for",
    "kubernetes",
    "--target",
    "prod",
    "--namespace",
    "ml",
    "--image",
    "r.example.com/j:1",
  ];
  const { code, out, err } = await own.feat(argv);
  expect([code, err]).toEqual([0, ""]);
  own.write("cronjobs.yaml", out);
  own.write("broken.yaml", out.replace("timeZone: Etc/UTC", "timeZone: [Etc/UTC]"));
  const python = pythonWith("kubernetes-validate-1.37.0", ["kubernetes-validate==1.37.0"]);
  const validate = (version: string, file: string) =>
    spawnSync(
      join(dirname(python), "python"),
      ["-m", "kubernetes_validate", "-k", version, "--strict", join(own.path, file)],
      { encoding: "utf8" },
    ).status;
  expect([
    validate("1.29", "cronjobs.yaml"),
    validate("1.37", "cronjobs.yaml"),
    validate("1.37", "broken.yaml"),
  ]).toEqual([0, 0, 1]);

  const jobs = parseAllDocuments(out).map((document) => document.toJS());
  const found = new Map(jobs.map((job) => [job.metadata.name, job]));
  expect(found.size).toBe(jobs.length);
  for (const name of found.keys()) expect(name).toMatch(/^[a-z0-9-]{1,52}$/);
  const schedules = jobs
    .filter(({ metadata }) => metadata.annotations["feat/view"] === "ninety")
    .map(({ spec }) => spec.schedule);
  expect(schedules).toEqual(["0 */3 * * *", "30 1-23/3 * * *"]);
  const { metadata, spec } = found.get("my-shop-features-daily");
  expect(metadata).toMatchObject({ namespace: "ml", annotations: { "feat/cadence": "every 1d after 6h" } });
  expect(spec).toMatchObject({ schedule: "0 6 * * *", timeZone: "Etc/UTC", concurrencyPolicy: "Forbid" });
  const [container] = spec.jobTemplate.spec.template.spec.containers;
  expect(container.command).toEqual(["/bin/sh", "-c", "exec npx --no-install feat materialize --target prod daily"]);
  const secret = (key: string, more = {}) => ({
    name: key,
    valueFrom: { secretKeyRef: { name: "my-shop-features", key, ...more } },
  });
  expect(container.env.slice(1)).toEqual([
    secret("DATA", { optional: true }),
    secret("HOST", { optional: true }),
    secret("PG_URL"),
    secret("SECRET"),
  ]);
});

describe("what cannot be said", () => {
  test.each([
    [
      ["--for", "kubernetes", "five_hours", "--target", "prod"],
      "view five_hours: no schedule of Kubernetes says every 5h after 7m",
    ],
    [["--for", "kubernetes", "hourly"], "has a store of kind embedded, which is on one machine only"],
    [["--for", "cron", "odd"], "view odd: cron runs at whole minutes, and so not every 90s"],
    [["--for", "airflow", "odd"], "view odd: Airflow runs at whole minutes"],
    [["--for", "systemd", "odd"], "view odd: no calendar of systemd says every 90s"],
    [["--for", "cron", "fine"], "view fine: every 1500000us is finer than a second"],
    [["--for", "cron", "without"], "nothing to schedule: without: no `every` in the view"],
    [["--for", "cron", "hourli"], "there is no view `hourli`"],
    [["--for", "cron", "hourly", "--target", "none"], "target `none` has no `online`"],
    [["--for", "airflow", "hourly", "--target", "a {{b}}"], "has a sign that Airflow takes for a template's"],
    [["--for", "cron", "hourly", "--dir", "a\nb"], "the project's folder has a line break"],
    [["--for", "cron", "--every", "0s"], "--every 0s is no duration: write one such as 15m"],
    [["--for", "launchd"], "cron, systemd, airflow, kubernetes"],
    [[], "--for"],
  ])("%j is an error", async (argv, says) => {
    const more = view("odd", "every 90s") + view("fine", "every 1500ms") + view("without", "");
    const own = project(names.map((name) => view(name, cadences[name][0])).join("") + more);
    const { code, out, err } = await own.feat(["schedule", ...argv]);
    expect([code, out, err]).toEqual([2, "", expect.stringContaining(says)]);
  });
});

test("views without a cadence are named, and get that of --every", async () => {
  const own = project(view("hourly", "every 1h") + view("live", ""));
  const { code, out, err } = await own.feat(["schedule", "--for", "cron"]);
  expect([code, err]).toEqual([
    0,
    "left out live: no `every` in the view; say --every DURATION for these, such as --every 1h\n",
  ]);
  expect(out).not.toContain("live");
  const all = await own.feat(["schedule", "--for", "cron", "--every", "10m"]);
  expect([all.code, all.err]).toEqual([0, ""]);
  expect(all.out).toMatch(/^0 \* .* hourly\n\n# live: every 10m\n\*\/10 \* .* live$/m);
});

test("--out writes files, and keeps those that were edited", async () => {
  const own = project();
  const argv = ["schedule", "--for", "kubernetes", "hourly", "daily", "--target", "prod", "--out", "deploy"];
  expect((await own.feat(argv)).out).toBe("+ deploy/cronjobs.yaml\n");
  expect((await own.feat(argv)).out).toBe("1 unchanged\n");
  own.write("deploy/cronjobs.yaml", own.read("deploy/cronjobs.yaml").replace("cpu: 500m", "cpu: 2"));
  expect((await own.feat(argv)).err).toContain("kept deploy/cronjobs.yaml, which was edited; --force replaces it");
  expect(parse((await own.feat([...argv, "--json"])).out)).toMatchObject({
    ok: true,
    jobs: [
      { view: "hourly", cadence: "every 1h", seconds: 3600, phase: 0 },
      { view: "daily", seconds: 86_400, phase: 21_600 },
    ],
  });
});
