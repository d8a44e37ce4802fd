import { type Helper, inlined, procedure } from "./define.js";

/*
 * Instants are microseconds since the epoch, dates are days. Postgres's own types appear only within a call.
 * Multiplying an interval goes through floats, so seconds and microseconds are added separately.
 */

const timestamp = inlined(
  "feat_timestamp",
  "micros bigint",
  "timestamp",
  "TIMESTAMP '1970-01-01' + (micros / 1000000) * INTERVAL '1 second' + (micros % 1000000) * INTERVAL '1 microsecond'",
);
const micros = inlined(
  "feat_micros",
  "shown timestamp",
  "bigint",
  "CAST(extract(epoch FROM shown) * 1000000 AS bigint)",
);
/** True if a row's stamp is an instant. There is a function for each type that a stamp may have. */
const isInstant: readonly Helper[] = [
  ...["timestamptz", "timestamp", "date"].map((type) => [type, "stamp < 'infinity'"] as const),
  ...["bigint", "integer", "smallint"].map((type) => [type, "stamp IS NOT NULL"] as const),
].map(([type, holds]) => inlined("feat_is_instant", `stamp ${type}`, "boolean", holds));
/** The local time that clocks show at an instant. */
const local = inlined(
  "feat_local",
  "micros bigint, zone text",
  "timestamp",
  "timezone(zone, timezone('UTC', pg_temp.feat_timestamp(micros)))",
);
/** Postgres has no year 0. The calendar repeats itself 8,000 years later, so the year is read there. */
const year = inlined(
  "feat_year",
  "shown timestamp",
  "bigint",
  "CAST(extract(year FROM shown + INTERVAL '8000 years') AS bigint) - 8000",
);

const yearText = (shown: string): string =>
  `CASE WHEN pg_temp.feat_year(${shown}) < 0 THEN pg_temp.feat_year(${shown})::text
    ELSE lpad(pg_temp.feat_year(${shown})::text, greatest(4, length(pg_temp.feat_year(${shown})::text)), '0') END`;
const dateText = procedure(
  "feat_date_text",
  "days int",
  "text",
  `DECLARE
  day date := DATE '1970-01-01' + days;
BEGIN
  RETURN ${yearText("day")} || to_char(day, '-MM-DD');
END`,
  { strict: true },
);
const timestampText = procedure(
  "feat_timestamp_text",
  "micros bigint",
  "text",
  `DECLARE
  shown timestamp := pg_temp.feat_timestamp(micros);
BEGIN
  RETURN ${yearText("shown")} || to_char(shown, '-MM-DD"T"HH24:MI:SS.US"Z"');
END`,
  { strict: true },
);

/** The days of a text `YYYY-MM-DD`, for years 1 to 9999; null for any other text. */
const dateOf = procedure(
  "feat_date",
  "x text",
  "int",
  `DECLARE
  parts int[] := regexp_match(x COLLATE "C", '^([0-9]{4})-(0[1-9]|1[0-2])-([0-9]{2})$')::int[];
  first date;
BEGIN
  IF parts IS NULL OR parts[1] = 0 OR parts[3] = 0 THEN RETURN NULL; END IF;
  first := make_date(parts[1], parts[2], 1);
  IF parts[3] > extract(day FROM first + INTERVAL '1 month' - INTERVAL '1 day') THEN RETURN NULL; END IF;
  RETURN first - DATE '1970-01-01' + parts[3] - 1;
END`,
  { strict: true },
);
/** The microseconds of an RFC 3339 text with a zone, at most six fraction digits and no leap second (MEANING A10). */
const instantOf = procedure(
  "feat_instant",
  "x text",
  "bigint",
  `DECLARE
  parts text[] := regexp_match(x COLLATE "C", '^([0-9-]{10})[Tt]([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])'
    || '(?:[.]([0-9]{1,6}))?(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$');
  days bigint := pg_temp.feat_date(parts[1]);
  seconds bigint;
  ahead bigint;
BEGIN
  IF days IS NULL THEN RETURN NULL; END IF;
  seconds := days * 86400 + parts[2]::bigint * 3600 + parts[3]::bigint * 60 + parts[4]::bigint;
  ahead := coalesce(parts[7]::bigint * 3600 + parts[8]::bigint * 60, 0);
  seconds := seconds + CASE WHEN parts[6] = '-' THEN ahead ELSE -ahead END;
  RETURN seconds * 1000000 + rpad(coalesce(parts[5], '0'), 6, '0')::bigint;
END`,
  { strict: true },
);

/**
 * The first instant at which the zone's clocks show the start of the unit. If clocks skip it, the instant at which they
 * would have shown it without the change. Minutes and hours are elapsed time: when clocks go back, the two with the
 * same name stay two.
 */
const startOf = procedure(
  "feat_start_of",
  "micros bigint, unit text, zone text",
  "bigint",
  `DECLARE
  shown timestamp := pg_temp.feat_local(micros, zone);
  begins bigint := pg_temp.feat_micros(date_trunc(unit, shown));
  day CONSTANT bigint := 86400000000;
  before bigint;
  after bigint;
BEGIN
  IF unit IN ('minute', 'hour') THEN RETURN micros - (pg_temp.feat_micros(shown) - begins); END IF;
  before := begins - (pg_temp.feat_micros(pg_temp.feat_local(begins - day, zone)) - (begins - day));
  IF pg_temp.feat_micros(pg_temp.feat_local(before, zone)) = begins THEN RETURN before; END IF;
  after := begins - (pg_temp.feat_micros(pg_temp.feat_local(begins + day, zone)) - (begins + day));
  IF pg_temp.feat_micros(pg_temp.feat_local(after, zone)) = begins THEN RETURN after; END IF;
  RETURN before;
END`,
  { strict: true },
);

/** Whole months, toward zero. A month is complete when the same day and time of day are reached again (MEANING 92). */
const months = procedure(
  "feat_months",
  "since timestamp, until timestamp",
  "bigint",
  `DECLARE
  difference bigint := (pg_temp.feat_year(until) - pg_temp.feat_year(since)) * 12
    + extract(month FROM until)::bigint - extract(month FROM since)::bigint;
  rest_since interval := since - date_trunc('month', since);
  rest_until interval := until - date_trunc('month', until);
BEGIN
  IF until >= since THEN RETURN difference - CASE WHEN rest_until < rest_since THEN 1 ELSE 0 END; END IF;
  RETURN difference + CASE WHEN rest_until > rest_since THEN 1 ELSE 0 END;
END`,
  { strict: true },
);

export const calendar: readonly Helper[] = [
  timestamp,
  micros,
  ...isInstant,
  local,
  year,
  dateText,
  timestampText,
  dateOf,
  instantOf,
  startOf,
  months,
];
