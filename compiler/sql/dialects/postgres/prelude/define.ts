/** A function or aggregate that a session creates in its own temporary schema before it runs statements. */
export interface Helper {
  readonly name: string;
  readonly statement: string;
}

type Language = "sql" | "plpgsql";
interface Traits {
  /** Null if an argument is null. */
  readonly strict?: true;
  readonly volatile?: true;
}

const functionOf =
  (language: Language) =>
  (name: string, parameters: string, returns: string, body: string, { strict, volatile }: Traits = {}): Helper => ({
    name,
    statement: [
      `CREATE OR REPLACE FUNCTION pg_temp.${name}(${parameters}) RETURNS ${returns}`,
      `LANGUAGE ${language} ${volatile === true ? "VOLATILE" : "IMMUTABLE"}${strict === true ? " STRICT" : ""} AS $feat$`,
      `${body}\n$feat$`,
    ].join("\n"),
  });

/**
 * A function that is one expression. If the arguments are short, Postgres replaces a call with the expression, so it
 * costs nothing. A strict function would be called instead.
 */
export const inlined = (name: string, parameters: string, returns: string, expression: string): Helper =>
  functionOf("sql")(name, parameters, returns, `SELECT ${expression}`);
export const procedure = functionOf("plpgsql");

export const aggregate = (name: string, parameters: string, step: string, state: string): Helper => ({
  name,
  statement: `CREATE OR REPLACE AGGREGATE pg_temp.${name}(${parameters}) (SFUNC = pg_temp.${step}, STYPE = ${state})`,
});
