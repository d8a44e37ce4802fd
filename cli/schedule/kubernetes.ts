import { createHash } from "node:crypto";
import { stringify } from "yaml";
import { secret } from "../deploy/index.js";
import { usage } from "../exit.js";
import { cronLine, minuteTimes } from "./cron-line.js";
import type { Job, Plan, ScheduledFile } from "./job.js";
import { commandOf } from "./words.js";

/** A CronJob for each view; several where a cadence takes several lines of cron. */
export function kubernetes(plan: Plan): readonly ScheduledFile[] {
  const documents = plan.jobs.flatMap((job) => {
    const { view, cadence } = job;
    const times = minuteTimes(`view ${view}`, cadence, "Kubernetes");
    if (times.kind === "steps")
      throw usage(
        `view ${view}: no schedule of Kubernetes says ${cadence.text}`,
        "write a duration in the view that divides a day or a week, or take --for airflow, systemd or cron",
      );
    const name = objectName(plan.name, view, plan.jobs);
    return times.lines.map((line, index, { length }) =>
      stringify(cronJob(plan, job, length === 1 ? name : `${name}-${index + 1}`, cronLine(line)), {
        lineWidth: 0,
        aliasDuplicateObjects: false,
      }),
    );
  });
  return [{ path: "cronjobs.yaml", text: documents.join("---\n") }];
}

/** A name that Kubernetes takes: small letters, digits and dashes, at most 52 for a CronJob. */
function objectName(project: string, view: string, jobs: readonly Job[]): string {
  const plain = (text: string): string =>
    `${project}-${text}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/-+$/, "");
  const own = plain(view);
  const isAlone = jobs.filter((job) => plain(job.view) === own).length === 1;
  if (isAlone && own.length <= MOST) return own;
  const hash = createHash("sha256").update(`${project} ${view}`).digest("hex").slice(0, 6);
  return `${own.slice(0, MOST - 7).replace(/-+$/, "")}-${hash}`;
}

/** Leaves room for the number of a line. */
const MOST = 50;

function cronJob(plan: Plan, job: Job, name: string, schedule: string): object {
  const labels = { "app.kubernetes.io/name": plan.name, "app.kubernetes.io/component": "feat-materialize" };
  return {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: {
      name,
      ...(plan.namespace === null ? {} : { namespace: plan.namespace }),
      labels,
      annotations: { "feat/view": job.view, "feat/cadence": job.cadence.text },
    },
    spec: {
      schedule,
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      // A run that could not start is made up for until the next one is due.
      startingDeadlineSeconds: Math.max(60, Math.min(job.cadence.every, 86_400) - 1),
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: {
        spec: {
          backoffLimit: 2,
          template: { metadata: { labels }, spec: podSpec(plan, job) },
        },
      },
    },
  };
}

function podSpec(plan: Plan, job: Job): object {
  return {
    restartPolicy: "Never",
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "feat-materialize",
        image: plan.image,
        workingDir: plan.dir,
        command: ["/bin/sh", "-c", `exec ${commandOf(plan, job)}`],
        envFrom: [{ configMapRef: { name: plan.name, optional: true } }],
        env: [
          // Programs write there, for the rest of the image cannot be written.
          { name: "HOME", value: "/tmp" },
          ...plan.variables.map(({ name, hasDefault }) => secret(plan, name, hasDefault)),
        ],
        resources: { requests: { cpu: "500m", memory: "512Mi" }, limits: { memory: "2Gi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      },
    ],
    volumes: [{ name: "tmp", emptyDir: {} }],
  };
}
