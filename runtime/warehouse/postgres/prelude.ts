/**
 * Functions that a session needs to read data. The session creates them for itself. They are gone when it ends, and the
 * role needs no right for them but TEMPORARY.
 */
export const prelude: readonly string[] = [
  // Raises an error whose text is an expression. A null text raises none. A volatile function would keep the planner from
  // reading only the rows and columns of a source that a statement asks for.
  `CREATE FUNCTION pg_temp.feat_read_fault(message text, value anyelement) RETURNS anyelement LANGUAGE plpgsql STABLE COST 1 AS $feat$
BEGIN
  IF message IS NOT NULL THEN RAISE EXCEPTION USING MESSAGE = message; END IF;
  RETURN value;
END $feat$`,
  // The instant of a text, in microseconds; null if the text is not an instant.
  `CREATE FUNCTION pg_temp.feat_read_instant(written text) RETURNS bigint LANGUAGE plpgsql STABLE STRICT AS $feat$
BEGIN
  RETURN floor(extract(epoch FROM written::timestamptz) * 1000000)::bigint;
EXCEPTION WHEN others THEN RETURN NULL;
END $feat$`,
  `CREATE FUNCTION pg_temp.feat_read_day(written text) RETURNS date LANGUAGE plpgsql STABLE STRICT AS $feat$
BEGIN
  RETURN written::date;
EXCEPTION WHEN others THEN RETURN NULL;
END $feat$`,
  `CREATE FUNCTION pg_temp.feat_read_json(written text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE STRICT AS $feat$
BEGIN
  RETURN written::jsonb;
EXCEPTION WHEN others THEN RETURN NULL;
END $feat$`,
  `CREATE FUNCTION pg_temp.feat_read_bytes(written text) RETURNS bytea LANGUAGE plpgsql IMMUTABLE STRICT AS $feat$
BEGIN
  RETURN decode(written, 'base64');
EXCEPTION WHEN others THEN RETURN NULL;
END $feat$`,
  `CREATE FUNCTION pg_temp.feat_read_utf8(bytes bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $feat$
BEGIN
  RETURN convert_from(bytes, 'UTF8');
EXCEPTION WHEN others THEN RETURN NULL;
END $feat$`,
];
