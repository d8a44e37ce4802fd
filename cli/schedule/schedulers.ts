import { airflow } from "./airflow.js";
import { cron } from "./cron.js";
import type { Plan, ScheduledFile } from "./job.js";
import { kubernetes } from "./kubernetes.js";
import { systemd } from "./systemd.js";

/** What runs jobs, by the name that `--for` takes. */
export const schedulers = { cron, systemd, airflow, kubernetes } as const satisfies Record<
  string,
  (plan: Plan) => readonly ScheduledFile[]
>;
export type Scheduler = keyof typeof schedulers;
