import { SLOTS } from "./layout.js";
import { type Node, nodeText } from "./place.js";

/** Which nodes have which slots. */
export interface SlotMap {
  /** By slot, the primary and then its replicas. */
  readonly nodes: (readonly Node[] | undefined)[];
  /** The primaries that have slots. */
  readonly primaries: readonly Node[];
}

/**
 * Reads the answer to CLUSTER SLOTS. A node that does not know its own address leaves it out: it is the one that was
 * asked. Null if it is no such answer.
 */
export function readSlots(answer: unknown, asked: Node): SlotMap | null {
  if (!Array.isArray(answer)) return null;
  const nodes: (readonly Node[] | undefined)[] = new Array(SLOTS).fill(undefined);
  const primaries = new Map<string, Node>();
  for (const range of answer as readonly unknown[]) {
    if (!Array.isArray(range)) return null;
    const [start, end, ...found] = range as readonly unknown[];
    const [from, to] = [Number(start), Number(end)];
    const here = found.map((node) => readNode(node, asked));
    const [primary] = here;
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to >= SLOTS || !primary) return null;
    const known = here.filter((node): node is Node => node !== null);
    nodes.fill(known, from, to + 1);
    primaries.set(nodeText(primary), primary);
  }
  return { nodes, primaries: [...primaries.values()] };
}

function readNode(node: unknown, asked: Node): Node | null {
  if (!Array.isArray(node)) return null;
  const [host, port] = node as readonly unknown[];
  const name = host === null ? "" : String(host);
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) return null;
  return { host: name === "" || name === "?" ? asked.host : name, port: number };
}

/** The node of a redirect such as `127.0.0.1:6379`, `::1:6379` or `:6379`. */
export function redirected(to: string, from: Node): Node {
  const at = to.lastIndexOf(":");
  return { host: to.slice(0, at).replace(/^\[(.*)\]$/, "$1") || from.host, port: Number(to.slice(at + 1)) };
}
