/**
 * The index of a name among others: the exact one, else the only one that differs only in case (MEANING 130). Else -1.
 */
export function byName(name: string, there: readonly { readonly name: string }[]): number {
  const exact = there.findIndex((each) => each.name === name);
  if (exact >= 0) return exact;
  const folded = name.toLowerCase();
  const alike = there.flatMap((each, index) => (each.name.toLowerCase() === folded ? [index] : []));
  return alike.length === 1 ? alike[0]! : -1;
}
