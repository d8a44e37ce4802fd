import { type Helper, inlined, procedure } from "./define.js";

/*
 * Floats. Postgres raises an error where finite numbers give a result that is too small for a float, which is 0 in IEEE,
 * or too large, which is infinite, and where a function is not defined, which is null in Feat. It computes with infinite
 * numbers and NaN as IEEE does.
 */

/** A power of two as SQL text. */
const two = (exponent: number): string => `float8 '${2 ** exponent}'`;
const INFINITE = "float8 'Infinity'";
const NAN = "float8 'NaN'";

/** Null if the value is infinite or NaN. */
const finite = inlined(
  "feat_finite",
  "x float8",
  "float8",
  "nullif(nullif(nullif(x, 'Infinity'), '-Infinity'), 'NaN')",
);

/** Half of the sum shows whether it is too large, because it rounds as the sum does. */
const total = procedure(
  "feat_total",
  "a float8, b float8",
  "float8",
  `BEGIN
  IF abs(a) < ${INFINITE} AND abs(b) < ${INFINITE} AND abs(a) > 1e290 AND abs(b) > 1e290
    AND abs(a / 2 + b / 2) >= ${two(1023)} THEN RETURN sign(a) * ${INFINITE};
  END IF;
  RETURN a + b;
END`,
  { strict: true },
);
const inRange = `abs(a) < 8e307 AND abs(b) < 8e307`;
/* For arguments that are short expressions. They call the function only if an argument is large. */
const plus = inlined(
  "feat_plus",
  "a float8, b float8",
  "float8",
  `CASE WHEN ${inRange} THEN a + b ELSE pg_temp.feat_total(a, b) END`,
);
const subtract = inlined(
  "feat_minus",
  "a float8, b float8",
  "float8",
  `CASE WHEN ${inRange} THEN a - b ELSE pg_temp.feat_total(a, -b) END`,
);

/**
 * The product of two small numbers is 0 if it is at most half of the smallest float. Both sides are scaled up before
 * they are compared. The product of two large numbers is scaled down to see if it is infinite.
 */
const product = procedure(
  "feat_product",
  "a float8, b float8",
  "float8",
  `DECLARE
  low float8 := least(abs(a), abs(b));
  high float8 := greatest(abs(a), abs(b));
BEGIN
  IF low = 0 OR NOT high < ${INFINITE} THEN RETURN a * b; END IF;
  IF high >= 1 THEN
    IF low >= 1 AND (low * ${two(-513)}) * (high * ${two(-513)}) >= 0.25 THEN RETURN sign(a) * sign(b) * ${INFINITE}; END IF;
    RETURN a * b;
  END IF;
  IF low > 1e-150 THEN RETURN a * b; END IF;
  IF high > 1e-150 THEN
    IF low * ${two(600)} * high <= ${two(-475)} THEN RETURN 0; END IF;
  ELSIF (low * ${two(600)}) * (high * ${two(600)}) <= ${two(125)} THEN
    RETURN 0;
  END IF;
  RETURN a * b;
END`,
  { strict: true },
);

const quotient = procedure(
  "feat_quotient",
  "a float8, b float8",
  "float8",
  `DECLARE
  dividend float8 := abs(a);
  divisor float8 := abs(b);
BEGIN
  IF divisor = 0 THEN RETURN NULL; END IF;
  IF dividend = 0 OR NOT dividend < ${INFINITE} OR NOT divisor < ${INFINITE} THEN RETURN a / b; END IF;
  IF divisor < 1 THEN
    -- Only if the quotient is large can both be scaled without a result that is too small.
    IF dividend < ${two(-200)} THEN RETURN a / b; END IF;
    IF dividend * ${two(-500)} < divisor * ${two(400)} THEN RETURN a / b; END IF;
    IF dividend * ${two(-512)} < divisor * ${two(512)} THEN
      IF (dividend * ${two(-512)}) / (divisor * ${two(512)}) < 1 THEN RETURN a / b; END IF;
    END IF;
    RETURN sign(a) * sign(b) * ${INFINITE};
  END IF;
  IF dividend > 1e-10 OR divisor <= 1 THEN RETURN a / b; END IF;
  IF divisor <= ${two(500)} THEN
    IF dividend * ${two(600)} / divisor <= ${two(-475)} THEN RETURN 0; END IF;
  ELSIF dividend * ${two(600)} / (divisor / ${two(500)}) <= ${two(25)} THEN
    RETURN 0;
  END IF;
  RETURN a / b;
END`,
  { strict: true },
);

/* The same for arguments that are short expressions. They call the function only if an argument is tiny or large. */
const multiply = inlined(
  "feat_multiply",
  "a float8, b float8",
  "float8",
  `CASE WHEN (abs(a) > 1e-150 OR a = 0) AND abs(a) < 1e150 AND (abs(b) > 1e-150 OR b = 0) AND abs(b) < 1e150
    THEN a * b ELSE pg_temp.feat_product(a, b) END`,
);
const divide = inlined(
  "feat_divide",
  "a float8, b float8",
  "float8",
  `CASE WHEN b = 0 THEN NULL WHEN (abs(a) > 1e-10 OR a = 0) AND abs(a) < 1e150 AND abs(b) > 1e-150
    THEN a / b ELSE pg_temp.feat_quotient(a, b) END`,
);

/** C's fmod. Every step is exact, because it subtracts more than half of the number. */
const remainder = procedure(
  "feat_remainder",
  "a float8, b float8",
  "float8",
  `DECLARE
  rest float8 := abs(a);
  divisor float8 := abs(b);
  step float8 := abs(b);
BEGIN
  IF divisor = 0 THEN RETURN NULL; END IF;
  IF NOT rest < ${INFINITE} OR divisor = ${NAN} THEN RETURN ${NAN}; END IF;
  IF divisor = ${INFINITE} THEN RETURN a; END IF;
  WHILE step <= rest - step LOOP step := step * 2; END LOOP;
  LOOP
    IF step <= rest THEN rest := rest - step; END IF;
    EXIT WHEN step = divisor;
    step := step / 2;
  END LOOP;
  RETURN CASE WHEN a < 0 THEN -rest ELSE rest END;
END`,
  { strict: true },
);

const power = procedure(
  "feat_power",
  "x float8, y float8",
  "float8",
  `DECLARE
  size float8;
BEGIN
  IF x = 1 OR y = 0 THEN RETURN 1; END IF;
  IF x = ${NAN} OR y = ${NAN} THEN RETURN NULL; END IF;
  IF abs(y) = ${INFINITE} THEN
    RETURN CASE WHEN abs(x) = 1 THEN 1 WHEN (abs(x) > 1) = (y < 0) THEN 0 END;
  END IF;
  IF abs(x) = ${INFINITE} THEN RETURN CASE WHEN y < 0 THEN 0 END; END IF;
  IF x = 0 THEN RETURN CASE WHEN y > 0 THEN 0 END; END IF;
  IF x < 0 AND y <> floor(y) THEN RETURN NULL; END IF;
  IF abs(x) = 1 OR abs(y) < 1e-30 THEN RETURN power(x, y); END IF;
  size := CASE WHEN abs(y) > 1e30 THEN sign(y) * sign(ln(abs(x))) * 1e30 ELSE y * ln(abs(x)) END;
  IF size > 710 THEN RETURN NULL; END IF;
  IF size < -746 THEN RETURN 0; END IF;
  IF abs(size) < 709 THEN RETURN power(x, y); END IF;
  BEGIN
    RETURN power(x, y);
  EXCEPTION WHEN numeric_value_out_of_range THEN
    RETURN CASE WHEN size < 0 THEN 0 END;
  END;
END`,
  { strict: true },
);

/**
 * The number with the fewest digits that reads back as the float. Postgres does not give those that lie in the middle
 * between two floats, which occur among large integers.
 */
const shortest = procedure(
  "feat_shortest",
  "x float8",
  "numeric",
  `DECLARE
  own numeric := x::text::numeric;
  digits text := rtrim(abs(own)::text, '0');
  shorter numeric;
BEGIN
  IF abs(x) < 1e16 OR abs(x) > 1e41 THEN RETURN own; END IF;
  FOR count IN 1 .. length(digits) - 1 LOOP
    shorter := round(own, count - length(abs(own)::text));
    IF shorter::float8 = x THEN RETURN shorter; END IF;
  END LOOP;
  RETURN own;
END`,
  { strict: true },
);

/** As ECMAScript prints a number (MEANING B24). */
const text = procedure(
  "feat_float_text",
  "x float8",
  "text",
  `DECLARE
  shown text;
  exponent int;
BEGIN
  IF x = 0 THEN RETURN '0'; END IF;
  IF abs(x) < 1e-6 OR abs(x) > 1e41 THEN RETURN regexp_replace(x::text, 'e([+-])0', 'e\\1'); END IF;
  shown := pg_temp.feat_shortest(x)::text;
  IF abs(x) < 1e21 THEN RETURN shown; END IF;
  exponent := length(ltrim(shown, '-')) - 1;
  shown := rtrim(shown, '0');
  RETURN regexp_replace(shown, '^(-?[0-9])([0-9]+)$', '\\1.\\2') || 'e+' || exponent;
END`,
  { strict: true },
);

/** A text in the form of a JSON number; null for any other text, and beyond the greatest float. */
const parsed = procedure(
  "feat_float64",
  "x text",
  "float8",
  `DECLARE
  parts text[];
  exponent text;
  place int;
BEGIN
  parts := regexp_match(x COLLATE "C", '^[+-]?(0|[1-9][0-9]*)(?:[.]([0-9]+))?(?:[eE]([+-]?)0*([0-9]+))?$');
  IF parts IS NULL THEN RETURN NULL; END IF;
  exponent := coalesce(parts[4], '0');
  IF length(x) < 100 AND length(exponent) <= 2 THEN RETURN x::float8; END IF;
  BEGIN
    RETURN x::float8;
  EXCEPTION WHEN numeric_value_out_of_range THEN
    -- Too large or too small: by the place of the first digit that is not 0.
    place := CASE
      WHEN parts[1] <> '0' THEN length(parts[1])
      ELSE length(ltrim(coalesce(parts[2], ''), '0')) - length(coalesce(parts[2], '')) END;
    IF length(exponent) > 9 THEN RETURN CASE WHEN parts[3] = '-' THEN 0 END; END IF;
    RETURN CASE WHEN place + (coalesce(parts[3], '') || exponent)::bigint < 0 THEN 0 END;
  END;
END`,
  { strict: true },
);

/** The distance on a sphere of the mean radius. A sine whose square would be too small for a float is 0. */
const haversine = procedure(
  "feat_haversine",
  "lat1 float8, lon1 float8, lat2 float8, lon2 float8",
  "float8",
  `DECLARE
  lat float8;
  lon float8;
BEGIN
  IF abs(lat1) > 90 OR abs(lat2) > 90 OR abs(lon1) > 180 OR abs(lon2) > 180 THEN RETURN NULL; END IF;
  lat := lat2 - lat1;
  lon := lon2 - lon1;
  lat := CASE WHEN abs(lat) < 1e-100 THEN 0 ELSE sin(lat / 2 * 0.017453292519943295) END;
  lon := CASE WHEN abs(lon) < 1e-100 THEN 0 ELSE sin(lon / 2 * 0.017453292519943295) END;
  RETURN 12742.0176 * asin(least(1, sqrt(
    lat * lat + pg_temp.feat_cosine_of(lat1) * pg_temp.feat_cosine_of(lat2) * lon * lon)));
END`,
  { strict: true },
);
const cosineOf = inlined(
  "feat_cosine_of",
  "degrees float8",
  "float8",
  "CASE WHEN abs(degrees) < 1e-100 THEN 1 ELSE cos(degrees * 0.017453292519943295) END",
);

/** The weight of a value of some age: it halves with each half life. */
const weight = procedure(
  "feat_weight",
  "age bigint, half bigint",
  "float8",
  `BEGIN
  IF age::float8 / half::float8 > 1074 THEN RETURN 0; END IF;
  RETURN power(float8 '2', -(age::float8 / half::float8));
END`,
  { strict: true },
);

/** A sum of floats from that of the small values and that of the large ones, which are scaled down. Null if it is infinite. */
const joined = procedure(
  "feat_joined",
  "small float8, large float8",
  "float8",
  `DECLARE
  scaled float8 := pg_temp.feat_product(coalesce(small, 0), ${two(-64)}) + large;
BEGIN
  RETURN CASE WHEN abs(scaled) < ${two(960)} THEN scaled * ${two(64)} END;
END`,
);

export const floats: readonly Helper[] = [
  finite,
  total,
  plus,
  subtract,
  joined,
  product,
  quotient,
  multiply,
  divide,
  remainder,
  power,
  shortest,
  text,
  parsed,
  cosineOf,
  haversine,
  weight,
];
