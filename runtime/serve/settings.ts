import type { Unmaterialized } from "../client/surface.js";

/** What the command line of a server says, whichever program reads it. */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  /** How many processes serve. With 1 it is this process alone. */
  readonly workers: number;
  /** The most bytes of a body. */
  readonly maxBody: number;
  /** The most rows of a request. */
  readonly maxRows: number;
  /** The most milliseconds of a request. */
  readonly timeout: number;
  readonly unmaterialized: Unmaterialized;
  /** The origins whose pages may read the answers. Empty: none may. */
  readonly corsOrigin: readonly string[];
}

/** An option of the command line. `read` throws an `InvalidSetting` if the text does not fit. */
export interface ServeOption<T> {
  readonly name: string;
  readonly value: string;
  readonly description: string;
  readonly default: T;
  readonly read: (text: string) => T;
}

/** The message says what to write, in a sentence. */
export class InvalidSetting extends Error {}

const text = (written: string): string => written;
const wholeNumber =
  (least: number, most: number) =>
  (written: string): number => {
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= least && value <= most) return value;
    throw new InvalidSetting(`Write a whole number from ${least} to ${most}.`);
  };
const most = Number.MAX_SAFE_INTEGER;

export const serveOptions: { readonly [K in keyof ServeSettings]: ServeOption<ServeSettings[K]> } = {
  host: { name: "host", value: "address", description: "the address to listen on", default: "127.0.0.1", read: text },
  port: {
    name: "port",
    value: "number",
    description: "the port to listen on; 0 takes any that is free",
    default: 6566,
    read: wholeNumber(0, 65_535),
  },
  workers: {
    name: "workers",
    value: "number",
    description: "how many processes serve; one takes one core",
    default: 1,
    read: wholeNumber(1, 256),
  },
  maxBody: {
    name: "max-body",
    value: "bytes",
    description: "the most bytes of a request",
    default: 4_194_304,
    read: wholeNumber(1, most),
  },
  maxRows: {
    name: "max-rows",
    value: "number",
    description: "the most rows of a request",
    default: 5_000,
    read: wholeNumber(1, most),
  },
  timeout: {
    name: "timeout",
    value: "ms",
    description: "the most milliseconds of a request",
    default: 2_000,
    read: wholeNumber(1, 2 ** 31 - 1),
  },
  unmaterialized: {
    name: "unmaterialized",
    value: "what",
    description: "what a view that was never filled gives: error or missing",
    default: "error",
    read: (written) => {
      if (written === "error" || written === "missing") return written;
      throw new InvalidSetting("Write error or missing.");
    },
  },
  corsOrigin: {
    name: "cors-origin",
    value: "origins",
    description: "let pages of these origins call the server: URLs with commas between them, or *",
    default: [],
    read: (written) => {
      const origins = written.split(",").map((origin) => origin.trim());
      for (const origin of origins)
        if (origin !== "*" && !(URL.canParse(origin) && new URL(origin).origin === origin))
          throw new InvalidSetting("Write origins such as https://shop.example.com, or *.");
      return origins;
    },
  },
};
