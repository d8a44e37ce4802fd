/** The lines that differ between two texts: `-` for those that go and `+` for those that come, with two lines around. */
export function diffText(before: string, after: string): readonly string[] {
  const [a, b] = [before, after].map((text) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"))) as [
    string[],
    string[],
  ];
  const marked = markedLines(a, b);
  const near = (index: number): boolean =>
    marked.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(({ sign }) => sign !== " ");
  const out: string[] = [];
  let skipped = false;
  for (const [index, { sign, line }] of marked.entries()) {
    if (!near(index)) {
      skipped = true;
      continue;
    }
    if (skipped && out.length > 0) out.push("…");
    skipped = false;
    out.push(`${sign} ${line}`.trimEnd());
  }
  return out;
}
const AROUND = 2;

interface Marked {
  readonly sign: " " | "-" | "+";
  readonly line: string;
}

/** By the longest common sequence of lines between the ends that are equal. */
function markedLines(a: readonly string[], b: readonly string[]): readonly Marked[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (lines: readonly string[]): Marked[] => lines.map((line) => ({ sign: " ", line }));
  const [old, fresh] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  return [...same(a.slice(0, start)), ...between(old, fresh), ...same(a.slice(a.length - end))];
}

function between(a: readonly string[], b: readonly string[]): readonly Marked[] {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
  const out: Marked[] = [];
  for (let [i, j] = [0, 0]; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ sign: " ", line: a[i]! });
      i++;
      j++;
    } else if (i < a.length && (j === b.length || lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!))
      out.push({ sign: "-", line: a[i++]! });
    else out.push({ sign: "+", line: b[j++]! });
  }
  return out;
}
