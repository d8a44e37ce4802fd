import { StoreError } from "../../errors.js";

/** Another node that should be asked. */
export interface Redirect {
  /** `moved`: the node has the slot for good. `ask`: only this command goes there. */
  readonly kind: "moved" | "ask";
  readonly to: string;
}

/** What a failed command says about trying it again. */
export interface Prospect {
  /** It may work a moment later: the server fails over, is loading its data, or can't be reached. */
  readonly passing: boolean;
  /** The connection was lost. It was not known to be broken before. */
  readonly lost: boolean;
  /** The server may have done the command. */
  readonly maybeDone: boolean;
  /** Some of a command's keys are on another node while a slot moves: smaller commands work. */
  readonly divided: boolean;
  readonly redirect: Redirect | null;
}

/** An error of Redis with what the store needs to know to try again. */
export class RedisFailure extends StoreError {
  constructor(
    address: string,
    message: string,
    readonly why: string,
    readonly prospect: Prospect,
    options: ErrorOptions,
  ) {
    super(address, message, options);
  }

  /** The same with more words. */
  withWhy(why: string): RedisFailure {
    return new RedisFailure(
      this.address,
      this.message.replace(this.why, () => why),
      why,
      this.prospect,
      {
        cause: this.cause,
      },
    );
  }
}
