/**
 * Schedules: files that start `feat materialize` for each view at the instants at which its values change.
 *
 * In: views with a cadence, a target, and where the project is on the machine that runs it. Out: the texts of files for
 * cron, systemd, Airflow or Kubernetes.
 * Always: a job runs at the multiples of `every` since the epoch, plus `after`, in UTC, and at no other instant. What a
 * scheduler cannot say so is an error, never another schedule. The files hold no secret, only names of variables.
 */
export { type Cadence, cadence, cadenceOf } from "./cadence.js";
export type { Job, Plan, ScheduledFile } from "./job.js";
export { type Scheduler, schedulers } from "./schedulers.js";
export { oneLine } from "./words.js";
