/** What every kind of registry must do, on a real server where there is one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { gzipSync } from "node:zlib";
import { describe, expect, onTestFinished, test } from "vitest";
import { openRegistry, type Registry, type RegistrySettings, snapshotId } from "../../runtime/registry/index.js";
import { built } from "../support/built.js";
import { until } from "../support/until.js";
import { made, type RegistryUnderTest } from "./under-test.js";

const text = (n: number | string): string => `{\n  "manifest": 1,\n  "n": ${JSON.stringify(n)}\n}\n`;

async function opened(settings: RegistrySettings, project = "shop"): Promise<Registry> {
  const registry = await openRegistry(settings, project, "/");
  onTestFinished(() => registry[Symbol.asyncDispose]());
  return registry;
}

/** Applies these manifests one after the other. */
async function applied(registry: Registry, target: string, texts: readonly string[]): Promise<void> {
  for (const each of texts) {
    const result = await registry.apply(await registry.current(target), each, made(target, "ann", `as ${each}`));
    expect(result.won).toBe(true);
  }
}

export function registryConformance(under: RegistryUnderTest): void {
  describe(`the registry in ${under.kind}`, () => {
    test("an empty registry has nothing, and no damage", async () => {
      const registry = await opened(await under.fresh());
      expect(await registry.current("prod")).toBeNull();
      expect(await registry.version("prod", 1)).toBeNull();
      expect(await registry.history("prod")).toEqual([]);
      expect(await registry.targets()).toEqual([]);
      expect(await registry.verify()).toEqual([]);
    });

    test("versions follow each other, and each keeps its manifest; targets and projects are apart", async () => {
      const settings = await under.fresh();
      const registry = await opened(settings);
      await applied(registry, "prod", [text(1), text(2), text(1)]);
      // Any text may be the name of a target.
      const strange = "../a b/ü.%2F*\\";
      await applied(registry, strange, [text("s")]);
      const other = await opened(settings, "other");
      await applied(other, "prod", [text("other")]);

      const again = await opened(settings);
      expect(await again.targets()).toEqual([strange, "prod"]);
      const history = await again.history("prod");
      expect(history.map(({ number, message }) => [number, message])).toEqual([
        [3, `as ${text(1)}`],
        [2, `as ${text(2)}`],
        [1, `as ${text(1)}`],
      ]);
      expect(history[0]).toEqual({
        ...made("prod", "ann", `as ${text(1)}`),
        project: "shop",
        number: 3,
        snapshot: snapshotId(text(1)),
      });
      expect(await again.history("prod", 2)).toEqual(history.slice(0, 2));
      expect(await Promise.all(history.map((version) => again.manifest(version)))).toEqual([text(1), text(2), text(1)]);
      expect(await again.version("prod", 2)).toEqual(history[1]);
      expect(await again.version("prod", 4)).toBeNull();
      expect(await again.current(strange)).toMatchObject({ number: 1, target: strange });
      expect(await other.history("prod")).toHaveLength(1);
      expect(await again.verify()).toEqual([]);
    });

    test("who knew another version loses, and is told the current one", async () => {
      const registry = await opened(await under.fresh());
      const first = await registry.apply(null, text(1), made("prod", "ann"));
      expect(first).toMatchObject({ won: true, version: { number: 1 } });
      const late = await registry.apply(null, text(2), made("prod", "bob"));
      expect(late).toMatchObject({ won: false, current: { number: 1, who: "ann" } });
      expect(await registry.history("prod")).toHaveLength(1);
    });

    test("of many writers at once exactly one wins", async () => {
      const settings = await under.fresh();
      const writers = await Promise.all(Array.from({ length: 8 }, () => opened(settings)));
      const from = null;
      const results = await Promise.all(
        writers.map((registry, index) => registry.apply(from, text(index), made("prod", `writer ${index}`))),
      );
      const winners = results.flatMap((result) => (result.won ? [result.version] : []));
      expect(winners).toHaveLength(1);
      expect(await writers[0]!.history("prod")).toEqual(winners);
      expect(await writers[0]!.manifest(winners[0]!)).toBe(text(Number(winners[0]!.who.slice(7))));
      for (const result of results) if (!result.won) expect(result.current).toEqual(winners[0]);
    });

    test("writers in several processes, of which one is killed, leave a history without gaps and damage", {
      timeout: 180_000,
    }, async () => {
      const settings = await under.fresh();
      const killed = await startWriter(settings, "k", 1000);
      // It may end before the other one is killed.
      const ended = numbersOf(await startWriter(settings, "a", 3));
      const registry = await opened(settings);
      const isThere = async (): Promise<boolean> =>
        (await registry.history("prod", 4)).some((version) => version.who === "k");
      const won: number[] = [];
      while (won.length < 3) {
        const result = await registry.apply(await registry.current("prod"), text(won.length), made("prod", "b"));
        if (result.won) won.push(result.version.number);
      }
      // It is killed in the midst of its work, in which the other one is in its way.
      await until(isThere, 120);
      killed.kill("SIGKILL");
      const others = await ended;
      const history = await registry.history("prod");
      expect(history.map(({ number }) => number)).toEqual(history.map((_, index) => history.length - index));
      const numbersBy = (who: string) =>
        history.flatMap((version) => (version.who === who ? [version.number] : [])).reverse();
      expect(numbersBy("a")).toEqual(others);
      expect(numbersBy("b")).toEqual(won);
      for (const version of history) await registry.manifest(version);
      expect(await registry.verify()).toEqual([]);
    });

    test("damage is an error, and verify finds all of it", async () => {
      const settings = await under.fresh();
      const registry = await opened(settings);
      await applied(registry, "prod", [text(1), text(2), text(3), text(4), text(5)]);
      const ids = [1, 2, 3, 4, 5].map((n) => snapshotId(text(n)));
      await under.tamper(settings, { part: "snapshot", id: ids[0]! }, (bytes) => bytes.subarray(0, bytes.length - 3));
      await under.tamper(settings, { part: "snapshot", id: ids[1]! }, () => null);
      await under.tamper(settings, { part: "snapshot", id: ids[2]! }, () =>
        gzipSync('{ "manifest": 1, "n": "forged" }'),
      );
      await under.tamper(settings, { part: "version", target: "prod", number: 4 }, (bytes) =>
        Buffer.from(bytes.toString("utf8").replace('"ann"', '"eve"')),
      );
      const versions = await Promise.all([1, 2, 3].map((number) => registry.version("prod", number)));
      await expect(registry.manifest(versions[0]!)).rejects.toThrow(/snapshot .* is damaged: it can't be unpacked/);
      await expect(registry.manifest(versions[1]!)).rejects.toThrow(/is damaged: it is gone/);
      await expect(registry.manifest(versions[2]!)).rejects.toThrow(/is damaged: it was altered/);
      await expect(registry.version("prod", 4)).rejects.toThrow(/version 4 of target prod is damaged: its checksum/);
      expect((await registry.verify()).map(({ what, why }) => `${what}: ${why}`).sort()).toEqual(
        [
          `snapshot ${ids[0]}: it can't be unpacked: it is cut off or altered`,
          `snapshot ${ids[2]}: it was altered: it has another hash`,
          `version 2 of target prod: its snapshot ${ids[1]} is gone`,
          "version 4 of target prod: its checksum does not fit: it was altered or cut off",
        ].sort(),
      );
      // Applying the same manifest again mends its snapshot.
      await applied(registry, "prod", [text(1)]);
      expect((await registry.verify()).map(({ what }) => what)).not.toContain(`snapshot ${ids[0]}`);
    });

    test("a version that was removed is found", async () => {
      const settings = await under.fresh();
      const registry = await opened(settings);
      await applied(registry, "prod", [text(1), text(2), text(3)]);
      await under.tamper(settings, { part: "version", target: "prod", number: 2 }, () => null);
      expect(await registry.verify()).toEqual([{ what: "version 2 of target prod", why: "it is gone" }]);
      await expect(registry.history("prod")).rejects.toThrow("version 2 of target prod is damaged: it is gone");
      expect(await registry.current("prod")).toMatchObject({ number: 3 });
    });

    test("a manifest of megabytes comes back as it was", async () => {
      const registry = await opened(await under.fresh());
      const large = JSON.stringify(
        Array.from({ length: 200_000 }, (_, index) => (index * 2_654_435_761) % 4_294_967_296),
      );
      await applied(registry, "prod", [large]);
      expect(await registry.manifest((await registry.current("prod"))!)).toBe(large);
    });
  });
}

async function startWriter(settings: RegistrySettings, who: string, count: number): Promise<ChildProcess> {
  const script = await built("test/registry/children/writer.ts");
  const child = spawn(process.execPath, [script, JSON.stringify(settings), who, String(count)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

async function numbersOf(child: ChildProcess): Promise<readonly number[]> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout!.on("data", (chunk: Buffer) => out.push(chunk.toString()));
  child.stderr!.on("data", (chunk: Buffer) => err.push(chunk.toString()));
  await once(child, "close");
  // The vendors' packages may warn about the version of Node.
  expect(out, err.join("")).not.toEqual([]);
  return JSON.parse(out.join(""));
}
