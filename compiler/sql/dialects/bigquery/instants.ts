import { fn, type Sql, sql } from "../../tree/index.js";

/** The local time at an instant as a DATETIME: in UTC, or in a zone. */
export const datetime = (micros: Sql, zone: Sql | undefined): Sql =>
  zone === undefined
    ? fn("DATETIME", fn("TIMESTAMP_MICROS", micros))
    : fn("DATETIME", fn("TIMESTAMP_MICROS", micros), zone);
/** The microseconds of a local time, as if it were in UTC. */
export const micros = (time: Sql): Sql => fn("UNIX_MICROS", sql`TIMESTAMP(${time}, 'UTC')`);
