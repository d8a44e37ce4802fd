import { connect } from "node:net";

export interface Load {
  /** Milliseconds of each request. */
  readonly times: readonly number[];
  readonly seconds: number;
  /** The last body. */
  readonly body: string;
}

/** Asks a server so often over so many connections, each with one request at a time. Throws if an answer is not a 200. */
export async function load(
  port: number,
  {
    path,
    bodyOf,
    requests,
    connections,
  }: {
    readonly path: string;
    readonly bodyOf: (index: number) => string;
    readonly requests: number;
    readonly connections: number;
  },
): Promise<Load> {
  const times: number[] = [];
  let [next, body] = [0, ""];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: connections }, () => {
      return new Promise<void>((resolve, reject) => {
        const socket = connect(port, "127.0.0.1").setNoDelay(true);
        let [answer, asked] = ["", 0];
        const ask = (): void => {
          if (next >= requests) {
            socket.end();
            resolve();
            return;
          }
          const text = bodyOf(next++);
          asked = performance.now();
          socket.write(
            `POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
          );
        };
        socket.setEncoding("latin1").on("error", reject).on("connect", ask);
        socket.on("data", (piece: string) => {
          answer += piece;
          const head = answer.indexOf("\r\n\r\n");
          const length = /content-length: (\d+)/i.exec(answer)?.[1];
          if (head < 0 || length === undefined || answer.length < head + 4 + Number(length)) return;
          if (!answer.startsWith("HTTP/1.1 200")) reject(new Error(answer));
          times.push(performance.now() - asked);
          body = answer.slice(head + 4);
          answer = "";
          ask();
        });
      });
    }),
  );
  return { times, seconds: (performance.now() - began) / 1000, body };
}

export const percentile = (values: readonly number[], share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length * share)]!;
