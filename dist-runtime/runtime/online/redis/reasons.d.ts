/** When the failure happened: while connecting, or in a command on an open connection. */
export interface Moment {
  readonly connecting: boolean;
  readonly tls: boolean;
}
export declare const isLost: (error: unknown) => boolean;
export declare function reason(error: unknown, moment: Moment): string;
