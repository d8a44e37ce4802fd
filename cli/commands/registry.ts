import { Argument, type Command } from "commander";
import type { AppliedVersion, Registry } from "../../runtime/registry/index.js";
import { visible } from "../../runtime/visible.js";
import { type Cli, note, print } from "../cli.js";
import type { Part } from "../envelope.js";
import { exitCodes, usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { plural, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface RegistryOptions extends TargetOptions {
  readonly most?: string;
}

interface Asked {
  readonly registry: Registry;
  readonly target: string;
  /** The argument after the action. */
  readonly version: string | undefined;
  readonly options: RegistryOptions;
}

/** What the command can do, by the first argument. */
const actions = {
  log: { takesVersion: false, run: log },
  show: { takesVersion: true, run: show },
  dump: { takesVersion: true, run: dump },
  verify: { takesVersion: false, run: verify },
} satisfies Readonly<
  Record<string, { readonly takesVersion: boolean; readonly run: (cli: Cli, asked: Asked) => Promise<Part | null> }>
>;

/** Shows what was applied, when and by whom. */
export const registry = (cli: Cli): Command =>
  new FeatCommand(cli, "registry")
    .description(
      "Show what was applied at a target: the log, one version, its manifest; or check the registry for damage",
    )
    .addArgument(new Argument("<action>", "what to do").choices(Object.keys(actions)))
    .argument("[version]", "for show and dump: the number of a version (default: the current one)")
    .option("--most <count>", "for log: how many versions to show (default: 20)")
    .addOption(targetOption())
    .examples(
      "feat registry log --target prod",
      "feat registry show 3 --target prod",
      "feat registry dump 3 --target prod > manifest.json",
      "feat registry verify",
    )
    .answer(async (action: keyof typeof actions, version: string | undefined, _: unknown, command: Command) => {
      const { loadConfigured } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { openRegistryOf } = await import("../registry/index.js");
      const options = command.optsWithGlobals<RegistryOptions>();
      const { takesVersion, run } = actions[action];
      if (version !== undefined && !takesVersion) throw usage(`\`feat registry ${action}\` takes no version`);
      const loaded = loadConfigured(cli, options);
      const target = targetOf(cli, loaded, options).name;
      await using registry = await openRegistryOf(cli, loaded);
      // Awaited here: the registry is closed when this returns.
      return await run(cli, { registry, target, version, options });
    });

const MOST = 20;

async function log(cli: Cli, { registry, target, options }: Asked): Promise<Part> {
  const { actionText, revisionText, whenText } = await import("../registry/version-text.js");
  const versions = await registry.history(target, countOf(options.most));
  if (versions.length === 0) note(cli, `nothing is applied at target \`${target}\` (${registry.address})`);
  else
    cli.world.out.write(
      table([
        ["version", "when", "who", "what", "revision", "message"],
        ...versions.map((version) => [
          String(version.number),
          whenText(version),
          version.who,
          [actionText(version), ...version.allowed.map(({ name }) => `breaks ${name}`)].join(", "),
          revisionText(version),
          version.message ?? "",
        ]),
      ]),
    );
  const [last] = versions.slice(-1);
  if (last !== undefined && last.number > 1)
    note(cli, cli.err.dim(`${plural(last.number - 1, "older version")}; --most ${versions[0]!.number} shows all`));
  return { action: "log", target, registry: registry.address, versions };
}

function countOf(text: string | undefined): number {
  if (text === undefined) return MOST;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw usage(`--most takes a number above 0, not "${text}"`);
}

async function named({ registry, target, version }: Asked): Promise<AppliedVersion> {
  const { versionNamed, versionNumber } = await import("../registry/version-named.js");
  return versionNamed(registry, target, version === undefined ? null : versionNumber(version));
}

async function show(cli: Cli, asked: Asked): Promise<Part> {
  const { actionText, revisionText, whenText } = await import("../registry/version-text.js");
  const { projectOf } = await import("../registry/index.js");
  const version = await named(asked);
  const { project } = await projectOf(asked.registry, version);
  const { sources, views, transforms, services } = project;
  const facts: readonly (readonly [string, string])[] = [
    ["what", actionText(version)],
    ["when", whenText(version)],
    ["who", version.who],
    ["revision", version.revision === null ? "none" : revisionText(version)],
    ["message", version.message ?? "none"],
    ["snapshot", version.snapshot],
    ["Feat", version.feat],
    [
      "declares",
      [
        plural(sources.length, "source"),
        plural(views.length, "view"),
        plural(transforms.length, "transform"),
        plural(services.length, "service"),
      ].join(", "),
    ],
    ["services", services.map(({ name }) => name).join(", ") || "none"],
  ];
  print(cli, cli.out.bold(`version ${version.number} of ${visible(project.name)} at ${visible(asked.target)}`));
  cli.world.out.write(table(facts.map(([label, fact]) => [`  ${label}`, fact])));
  for (const { name, reason, breaks } of version.allowed) {
    print(cli, `  breaks ${visible(name)}, because: ${visible(reason)}`);
    for (const each of breaks) print(cli, `    ${visible(each)}`);
  }
  return { action: "show", target: asked.target, registry: asked.registry.address, version };
}

/** Writes the manifest itself, so that it can go to a file. */
async function dump(cli: Cli, asked: Asked): Promise<Part> {
  const version = await named(asked);
  const manifest = await asked.registry.manifest(version);
  cli.world.out.write(manifest);
  return {
    action: "dump",
    target: asked.target,
    registry: asked.registry.address,
    version,
    ...(cli.json ? { manifest: JSON.parse(manifest) } : {}),
  };
}

/** Checks all targets. */
async function verify(cli: Cli, { registry }: Asked): Promise<Part> {
  const damage = await registry.verify();
  const targets = await registry.targets();
  for (const { what, why } of damage) note(cli, `${cli.err.error("damaged")} ${visible(what)}: ${visible(why)}`);
  if (damage.length > 0) {
    cli.code = exitCodes.data;
    note(
      cli,
      `${cli.err.help("help")}: a snapshot is written anew by \`feat apply\` of the same revision; restore a version from a backup of ${registry.address}`,
    );
  } else print(cli, `${cli.out.good("ok")} ${registry.address}: ${plural(targets.length, "target")}, no damage`);
  return { action: "verify", registry: registry.address, targets, damage };
}
