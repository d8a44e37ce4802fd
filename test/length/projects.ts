/** A program of any size: the texts of a project's files, by path. */
export type Program = Readonly<Record<string, string>>;

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);

/**
 * The number of views in a domain. A domain is what a team keeps in one file, with its own entity, sources, request,
 * transform and service.
 */
const VIEWS = 10;

const sourcesOf = (d: number): string => `
  accounts${d}:
    kind: state
    file: data/accounts${d}.parquet
    time: changed
    created: written
    columns:
      account${d}: int64
      spend: float64?
      orders: int64?
      segment: string?
      zip: string
      score: float32?
  clicks${d}:
    kind: events
    file: data/clicks${d}.parquet
    time: happened
    sequence: click
    columns:
      click: int64
      account${d}: int64
      amount: float64?
      product: string
      bot: bool?
`;

/** Twelve features: columns and expressions on them. */
const stateView = (d: number, v: number): string => `
/// What is known of an account of domain ${d}, part ${v}.
@owner("team-${d}") @tags(domain: "d${d}")
view profile${d}_${v} for account${d} from accounts${d} ttl ${v + 1}d {
  spend${d}_${v} = spend default 0.0
  orders${d}_${v} = orders
  segment${d}_${v} = segment default "none"
  zip${d}_${v} = zip
  score${d}_${v} = score
  mean${d}_${v} = spend${d}_${v} / orders${d}_${v}
  log${d}_${v} = ln(spend${d}_${v} + ${v + 1}.0)
  rich${d}_${v} = spend${d}_${v} > ${v * 100}.0
  tier${d}_${v} = match { spend${d}_${v} > 1000.0 => "gold"  spend${d}_${v} > ${v}.0 => "silver"  else => "bronze" }
  share${d}_${v} = if orders${d}_${v} > 10 then 1.0 else 0.5
  rate${d}_${v} = scaled${d}(score${d}_${v} ?? 0.0)
  short${d}_${v} = substr(zip${d}_${v}, 0, 2)
}
`;

/** Twelve features: two families of windows and expressions on them. */
const eventsView = (d: number, v: number): string => `
/// Clicks of an account of domain ${d}, part ${v}.
@owner("team-${d}") @tags(domain: "d${d}")
view clicks${d}_${v} for account${d} from clicks${d} where not (bot ?? false) {
  clicks${d}_${v} = count() over [1d, ${v + 7}d]
  paid${d}_${v} = sum(amount) where product == "p${v}" over [1d, ${v + 7}d]
  mean${d}_${v} = paid${d}_${v} / clicks${d}_${v} default 0.0
  most${d}_${v} = max(amount) over 30d
  last${d}_${v} = last(product) over 30d
  seen${d}_${v} = count_distinct(product) over 30d
  busy${d}_${v} = clicks${d}_${v}_1d > ${v}
  log${d}_${v} = ln((most${d}_${v} ?? 0.0) + 1.0)
  rate${d}_${v} = scaled${d}(most${d}_${v} ?? 0.0)
}
`;

const domain = (d: number): string => {
  const names = range(VIEWS).map((v) => (v % 2 === 0 ? `profile${d}_${v}` : `clicks${d}_${v}`));
  const views = range(VIEWS).map((v) => (v % 2 === 0 ? stateView(d, v) : eventsView(d, v)));
  return `/// An account of domain ${d}.
entity account${d} { account${d}: int64 }
request cart${d} { value${d}: float64, items${d}: int64 }
fn scaled${d}(x: float64): float64 = clamp(x / ${d + 1}.0, 0.0, 1.0)
${views.join("")}
transform signals${d} {
  let spend = profile${d}_0.spend${d}_0
  ratio${d} = cart${d}.value${d} / spend
  heavy${d} = cart${d}.items${d} > 10 and profile${d}_0.rich${d}_0
  fresh${d} = clicks${d}_1.clicks${d}_1_1d + cart${d}.items${d}
}
service model${d}_v1 { ${names.map((name) => `${name}.*`).join(", ")}, signals${d}.* }
`;
};

/** A project of this many views with twelve features each. */
export function projectOf(views: number): Program {
  const domains = range(Math.max(1, Math.round(views / VIEWS)));
  return {
    "feat.yaml": "project: large\nfeatures: features/*.feat\n",
    "sources.yaml": `sources:\n${domains.map(sourcesOf).join("")}`,
    ...Object.fromEntries(domains.map((d) => [`features/domain${d}.feat`, domain(d)])),
  };
}

/** The same project with this many kilobytes of functions that nothing calls. */
export function uncalled(kilobytes: number): Program {
  const one = (i: number) =>
    `fn unused${i}(x: float64?): float64? = if x > ${i}.5 then x * 2.0 else least(x, ${i}.0) // unused${i}\n`;
  const fns: string[] = [];
  for (let length = 0, i = 0; length < kilobytes * 1000; i++) {
    const text = one(i);
    fns.push(text);
    length += text.length;
  }
  return { ...projectOf(VIEWS), "features/unused.feat": fns.join("") };
}

/** The same project with this many functions, each of which calls the next one. */
export function chained(functions: number): Program {
  // Each chain has a hundred functions, since a much longer one is refused.
  const body = (i: number) => ((i + 1) % 100 === 0 ? "x" : `f${i + 1}(x) + 1.0`);
  const fns = range(functions).map((i) => `fn f${i}(x: float64): float64 = ${body(i)}\n`);
  return { ...projectOf(VIEWS), "features/chained.feat": fns.join("") };
}
