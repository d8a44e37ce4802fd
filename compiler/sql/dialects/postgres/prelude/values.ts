import { aggregate, type Helper, procedure } from "./define.js";

/* Lists, vectors and maps. A map is a jsonb object. A result that does not fit a float is null. */

/** A JSON array as a list of its elements' texts, or as a list of its elements. JSON's null becomes null. */
const list = (name: string, of: string, element: string): Helper =>
  procedure(
    name,
    "source jsonb",
    `${of}[]`,
    `BEGIN
  IF jsonb_typeof(source) <> 'array' THEN RETURN NULL; END IF;
  RETURN ARRAY(SELECT ${element} FROM jsonb_array_elements(source) WITH ORDINALITY AS t(element, place) ORDER BY place);
END`,
    { strict: true },
  );
const texts = list("feat_texts", "text", "element #>> '{}'");
const elements = list("feat_elements", "jsonb", "nullif(element, 'null'::jsonb)");

const finite = (value: string): string => `pg_temp.feat_finite(${value})`;
const PRODUCT =
  "CASE WHEN (abs(a) > 1e-150 OR a = 0) AND abs(a) < 1e150 AND (abs(b) > 1e-150 OR b = 0) AND abs(b) < 1e150 " +
  "THEN a * b ELSE pg_temp.feat_product(a, b) END";
const SUM = "CASE WHEN abs(a) < 8e307 AND abs(b) < 8e307 THEN a + b ELSE pg_temp.feat_total(a, b) END";

const ofVectors = (name: string, value: string): Helper =>
  procedure(
    name,
    "x float8[], y float8[]",
    "float8",
    `BEGIN
  IF cardinality(x) <> cardinality(y) OR array_position(x, NULL) IS NOT NULL OR array_position(y, NULL) IS NOT NULL THEN
    RETURN NULL;
  END IF;
  RETURN ${finite(value)};
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN NULL;
END`,
    { strict: true },
  );
const dot = ofVectors("feat_dot", `(SELECT coalesce(sum(${PRODUCT}), 0) FROM unnest(x, y) AS t(a, b))`);
const distance = ofVectors(
  "feat_distance",
  `(SELECT coalesce(sqrt(sum(${PRODUCT})), 0) FROM (SELECT a - b AS a, a - b AS b FROM unnest(x, y) AS t(a, b)) AS t)`,
);

/** A summary of a list. Null elements are left out. */
const summary = (name: string, value: string): Helper =>
  procedure(
    name,
    "xs float8[]",
    "float8",
    `BEGIN
  RETURN (SELECT ${finite(value)} FROM unnest(xs) AS t(x));
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN NULL;
END`,
    { strict: true },
  );

/**
 * The cosine, clamped to -1 and 1 after rounding. A vector of length 0 has no angle: null. If a length is beyond the
 * range of floats, the result is `beyond`.
 */
const cosine = (beyond: string): string => `DECLARE
  product float8 := pg_temp.feat_dot(x, y);
  size_x float8 := sqrt(pg_temp.feat_dot(x, x));
  size_y float8 := sqrt(pg_temp.feat_dot(y, y));
  size float8;
BEGIN
  IF product IS NULL OR size_x = 0 OR size_y = 0 THEN RETURN NULL; END IF;
  size := pg_temp.feat_product(size_x, size_y);
  IF size IS NULL THEN RETURN ${beyond}; END IF;
  IF size = 0 THEN RETURN NULL; END IF;
  RETURN least(greatest(pg_temp.feat_quotient(product, size), -1), 1);
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN ${beyond};
END`;
const cosineOfVectors = procedure("feat_cosine", "x float8[], y float8[]", "float8", cosine("0"), {
  strict: true,
});
const dotOfMaps = procedure(
  "feat_dot",
  "x jsonb, y jsonb",
  "float8",
  `BEGIN
  IF x @? '$.* ? (@ == null)' OR y @? '$.* ? (@ == null)' THEN RETURN NULL; END IF;
  RETURN (
    SELECT ${finite(`coalesce(sum(${PRODUCT}), 0)`)}
    FROM (SELECT v::text::float8 AS a, (y ->> k)::float8 AS b FROM jsonb_each(x) AS t(k, v) WHERE y ? k) AS t);
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN NULL;
END`,
  { strict: true },
);
const cosineOfMaps = procedure("feat_cosine", "x jsonb, y jsonb", "float8", cosine("NULL"), {
  strict: true,
});

/** The entropy of each element's share of the sum (MEANING 69). */
const entropy = procedure(
  "feat_entropy",
  "xs float8[]",
  "float8",
  `DECLARE
  total float8;
BEGIN
  SELECT sum(x) INTO total FROM unnest(xs) AS t(x) WHERE x > 0 AND x < 'NaN';
  IF total = 'Infinity' THEN RETURN NULL; END IF;
  RETURN (
    SELECT coalesce(sum(-share * ln(share)), 0)
    FROM (SELECT pg_temp.feat_quotient(x, total) AS share FROM unnest(xs) AS t(x) WHERE x > 0 AND x < 'NaN') AS t
    WHERE share > 0 OFFSET CASE WHEN total IS NULL THEN 1 ELSE 0 END);
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN NULL;
END`,
  { strict: true },
);

/** The sum of a power of the standardised values; null if all values are equal. */
const standardised = procedure(
  "feat_standardised",
  "xs float8[], power int",
  "float8",
  `DECLARE
  center float8;
  spread float8;
BEGIN
  IF NOT EXISTS (SELECT FROM unnest(xs) AS t(x) WHERE x <> xs[1]) THEN RETURN NULL; END IF;
  SELECT avg(x), stddev_samp(x) INTO center, spread FROM unnest(xs) AS t(x);
  IF spread = 0 THEN RETURN NULL; END IF;
  RETURN (
    SELECT sum(CASE WHEN abs(z) < 1e-60 THEN 0 WHEN power = 3 THEN z * z * z ELSE z * z * z * z END)
    FROM (SELECT pg_temp.feat_quotient(x - center, spread) AS z FROM unnest(xs) AS t(x)) AS t);
EXCEPTION WHEN numeric_value_out_of_range THEN
  RETURN NULL;
END`,
  { strict: true },
);

/* Vectors of one length, element by element. The first vector is the initial state, and null vectors are left out. */

const step = (name: string, of: string, more: string, element: string): Helper =>
  procedure(
    name,
    `so_far ${of}, vector ${of}${more}`,
    of,
    `BEGIN
  RETURN ARRAY(SELECT ${element} FROM unnest(so_far, vector) WITH ORDINALITY AS t(a, b, place) ORDER BY place);
END`,
    { strict: true },
  );
const weighed = "CASE WHEN abs(b) < 1e-150 OR weight < 1e-150 THEN pg_temp.feat_product(b, weight) ELSE b * weight END";
const weighedStep = procedure(
  "feat_add_weighed",
  "so_far float8[], vector float8[], weight float8",
  "float8[]",
  `BEGIN
  IF vector IS NULL THEN RETURN so_far; END IF;
  RETURN ARRAY(
    SELECT pg_temp.feat_total(coalesce(a, 0), ${weighed})
    FROM unnest(so_far, vector) WITH ORDINALITY AS t(a, b, place) ORDER BY place);
END`,
);

/** The vector; null if an element is not finite. */
const whole = procedure(
  "feat_whole",
  "xs float8[]",
  "float8[]",
  `BEGIN
  RETURN CASE WHEN NOT EXISTS (SELECT FROM unnest(xs) AS t(x) WHERE NOT abs(x) < 'Infinity') THEN xs END;
END`,
  { strict: true },
);

export const values: readonly Helper[] = [
  whole,
  texts,
  elements,
  dot,
  distance,
  summary("feat_sum", "sum(x)"),
  summary("feat_mean", "pg_temp.feat_quotient(sum(x), count(x))"),
  cosineOfVectors,
  dotOfMaps,
  cosineOfMaps,
  entropy,
  standardised,
  step("feat_add", "float8[]", "", SUM),
  aggregate("feat_vector_sum", "float8[]", "feat_add", "float8[]"),
  step("feat_least", "anyarray", "", "least(a, b)"),
  aggregate("feat_vector_min", "anyarray", "feat_least", "anyarray"),
  step("feat_greatest", "anyarray", "", "greatest(a, b)"),
  aggregate("feat_vector_max", "anyarray", "feat_greatest", "anyarray"),
  weighedStep,
  aggregate("feat_vector_weighed_sum", "float8[], float8", "feat_add_weighed", "float8[]"),
];
