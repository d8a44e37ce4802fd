/**
 * Registers a user's functions in DuckDB, so that a statement streams its rows through them.
 *
 * In: signatures and their functions. Out: `feat_extern_NAME` on a connection, and a macro around the function.
 * Always: values have their plan form on the way in and out. `callExtern` handles nulls. An error of a function ends
 * the statement, with the function's name.
 */
import { type DuckDBConnection, DuckDBScalarFunction } from "@duckdb/node-api";
import { callExtern } from "../../externs.js";
import type { Value } from "../../values.js";
import type { Extern } from "../warehouse.js";
import { identifier } from "./text.js";
import { markedOnce, readColumn } from "./vectors.js";
import { typeOf, writer } from "./write-values.js";

export async function registerExtern(connection: DuckDBConnection, { signature, call }: Extern): Promise<void> {
  const { name, params, result } = signature;
  const own = `feat_extern_${name} of rows`;
  const set = writer(result);
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: own,
      parameterTypes: params.map(typeOf),
      returnType: typeOf(result),
      // Nulls are passed to the function, and nothing is computed ahead.
      specialHandling: true,
      volatile: true,
      mainFunction: (info, input, output) => {
        try {
          const columns = params.map((type, index) => readColumn(input, index, type));
          for (let row = 0; row < input.rowCount; row++) {
            const value: Value = callExtern(
              call,
              signature,
              columns.map((column) => column[row] ?? null),
            );
            output.setItem(row, value === null ? null : set(value));
          }
          output.flush();
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
  // The client's decoder reads the arguments, as it reads results.
  const names = params.map((_, index) => `p${index}`);
  const args = names.map((param, index) => markedOnce(param, params[index]!));
  await connection.run(
    `CREATE TEMP MACRO ${identifier(`feat_extern_${name}`)}(${names.join(", ")}) AS ${identifier(own)}(${args.join(", ")})`,
  );
}
