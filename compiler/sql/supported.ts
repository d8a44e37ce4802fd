import { isUnsupported, type Unsupported } from "./dialects/cell.js";

/** A cell of a dialect's table. Missing cells were reported before anything is written. */
export function supported<Cell extends object | string>(
  cell: Cell | Unsupported | undefined,
  name: string,
  dialect: { readonly name: string },
): Cell {
  if (cell === undefined || isUnsupported(cell)) throw new Error(`${dialect.name} has no ${name}`);
  return cell as Cell;
}
