import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Admin, type MessageToProduce, Producer } from "@platformatic/kafka";
import { builtFeat } from "../support/built-feat.js";

export interface Topics {
  create(topic: string, partitions?: number): Promise<void>;
  /** Values are JSON, or bytes as they are. */
  send(topic: string, messages: readonly Sent[]): Promise<void>;
  close(): Promise<void>;
}
export interface Sent {
  readonly value: unknown;
  readonly key?: string | Buffer;
  readonly partition?: number;
  readonly timestamp?: bigint;
}

export function openTopics(brokers: string): Topics {
  const options = { clientId: "tests", bootstrapBrokers: [brokers], retries: 5, retryDelay: 200 };
  const admin = new Admin(options);
  const producer = new Producer({ ...options, autocreateTopics: false });
  return {
    create: async (topic, partitions = 1) => {
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    },
    send: async (topic, messages) => {
      await producer.send({
        acks: -1,
        messages: messages.map(({ value, key, partition, timestamp }): MessageToProduce => {
          const bytes = value === null || Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
          return {
            topic,
            value: bytes as Buffer,
            ...(key === undefined ? {} : { key: Buffer.from(key) }),
            partition: partition ?? 0,
            ...(timestamp === undefined ? {} : { timestamp }),
          };
        }),
      });
    },
    close: async () => {
      await Promise.all([admin.close(), producer.close()]);
    },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** What it wrote until now, to both streams. */
  text(): string;
}
export interface Project {
  readonly path: string;
  write(path: string, text: string): void;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Running>;
  feat(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  remove(): void;
}

/** A project in a folder of its own, on which the built program runs. */
export function newProject(files: Readonly<Record<string, string>>): Project {
  const path = mkdtempSync(join(tmpdir(), "feat-kafka-"));
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  for (const [file, text] of Object.entries(files)) write(file, text);
  const start: Project["start"] = async (args, env = {}) => {
    const child = spawn(process.execPath, [await builtFeat(), ...args], {
      cwd: path,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [out, err] = ["", ""];
    child.stdout.on("data", (text: Buffer) => {
      out += text.toString();
    });
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
    });
    const ended = new Promise<Ran>((resolve) =>
      child.once("close", (code, signal) => resolve({ code, signal, out, err })),
    );
    return { child, ended, text: () => out + err };
  };
  return {
    path,
    write,
    start,
    feat: async (args, env) => (await start(args, env)).ended,
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
