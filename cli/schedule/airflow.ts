import { assertNever } from "../../compiler/ir/assert-never.js";
import { usage } from "../exit.js";
import { cronLine, minuteTimes } from "./cron-line.js";
import type { Job, Plan, ScheduledFile } from "./job.js";
import type { Times } from "./times.js";
import { commandOf, titleOf } from "./words.js";

/** A DAG for each view, in one file, for Airflow 3. */
export function airflow(plan: Plan): readonly ScheduledFile[] {
  for (const [what, value] of [
    ["the target's name", plan.target],
    ["the project's folder", plan.dir],
  ] as const)
    if (/\{[{%#]/.test(value)) throw usage(`${what} (${value}) has a sign that Airflow takes for a template's`);
  const jobs = plan.jobs.map((job) => ({ job, times: minuteTimes(`view ${job.view}`, job.cadence, "Airflow") }));
  const has = (kind: Times["kind"]) => jobs.some(({ times }) => times.kind === kind);
  const tables = new Set(jobs.map(({ times }) => timetableOf(times)));
  const lines = [
    `"""Fills the views of project ${plan.project} on target ${plan.target}, each at its cadence: a DAG of Airflow for each."""`,
    "",
    "from datetime import datetime, timedelta, timezone",
    "",
    "from airflow.providers.standard.operators.bash import BashOperator",
    ...(has("steps") ? ["from airflow.providers.standard.operators.python import ShortCircuitOperator"] : []),
    "from airflow.sdk import DAG",
    `from airflow.timetables.trigger import ${[...tables].sort().join(", ")}`,
    "",
    "EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)",
    ...(plan.variables.length === 0
      ? []
      : [`# The worker's environment must set ${plan.variables.map(({ name }) => name).join(", ")}.`]),
    ...(has("steps") ? ["", "", ...IS_DUE] : []),
    ...jobs.flatMap(({ job, times }) => ["", "", ...dag(plan, job, times)]),
  ];
  return [{ path: `feat_${plan.project}.py`, text: `${lines.join("\n")}\n` }];
}

const IS_DUE = [
  "def is_due(step, of, at, dag_run):",
  '    """True at the instants of a cadence that no line of cron says, and for runs that are started by hand."""',
  '    if dag_run.run_type != "scheduled":',
  "        return True",
  "    return int(dag_run.run_after.timestamp()) // step % of == at",
];

function dag(plan: Plan, job: Job, times: Times): readonly string[] {
  const run = [
    "    materialize = BashOperator(",
    '        task_id="materialize",',
    `        bash_command=${text(commandOf(plan, job))},`,
    `        cwd=${text(plan.dir)},`,
    "        append_env=True,",
    "        retries=2,",
    "        retry_delay=timedelta(minutes=1),",
    "    )",
  ];
  const due =
    times.kind === "lines"
      ? []
      : [
          "    due = ShortCircuitOperator(",
          '        task_id="is_due",',
          "        python_callable=is_due,",
          `        op_kwargs={"step": ${times.step}, "of": ${times.of}, "at": ${times.at}},`,
          "    )",
        ];
  return [
    `# ${titleOf(job)}`,
    "with DAG(",
    `    dag_id=${text(`feat_${plan.project}_${job.view}`)},`,
    `    schedule=${schedule(times)},`,
    "    start_date=EPOCH,",
    "    catchup=False,",
    "    max_active_runs=1,",
    `    tags=[${text("feat")}, ${text(plan.project)}],`,
    "):",
    ...run,
    ...due,
    ...(due.length === 0 ? [] : ["    due >> materialize"]),
  ];
}

function timetableOf(times: Times): string {
  return times.kind === "lines" && times.lines.length > 1 ? "MultipleCronTriggerTimetable" : "CronTriggerTimetable";
}

function schedule(times: Times): string {
  switch (times.kind) {
    case "lines":
      return `${timetableOf(times)}(${times.lines.map((line) => text(cronLine(line))).join(", ")}, timezone="UTC")`;
    case "steps":
      return `CronTriggerTimetable(${text(cronLine(times.line))}, timezone="UTC")`;
    default:
      return assertNever(times);
  }
}

/** JSON's escapes are Python's. */
const text = (value: string): string => JSON.stringify(value);
