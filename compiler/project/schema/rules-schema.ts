/** `rules` of `feat.yaml`. */
import { durationPattern, read } from "./patterns.js";

const severities = ["error", "warn", "off"];
const severity = {
  description: "What a breach of the rule is.",
  enum: severities,
  default: "error",
  examples: ["warn"],
} as const;

/** A rule with more settings than its severity. The word `off` alone also turns it off. */
const orOff = { type: ["object", "string"], if: { type: "string" }, then: { const: "off" } } as const;

const rule = (description: string) => ({ description, enum: severities, default: "off", examples: ["error"] });

export const rules = {
  description:
    "Rules that the whole project must keep. For each one, a breach is an `error`, a warning (`warn`), or is not looked for (`off`).",
  type: "object",
  additionalProperties: false,
  examples: [{ owner: "error", docs: "warn" }],
  properties: {
    owner: rule("Every view, transform and service has an `@owner(…)`."),
    docs: rule("Every entity, request, source, view, transform and service of the `.feat` files has a `///` comment."),
    ttl: rule("Every view that reads the latest row of a `state` source says with `ttl` how old it may be."),
    names: {
      description: "The names that `.feat` files declare and the names of a service's features match a pattern.",
      ...orOff,
      additionalProperties: false,
      required: ["pattern"],
      examples: [{ pattern: "^[a-z][a-z0-9_]*$" }],
      properties: {
        pattern: {
          description:
            "A regular expression of JavaScript. It may match any part of a name; `^…$` matches the whole of it.",
          type: "string",
          minLength: 1,
          examples: ["^[a-z][a-z0-9_]*$"],
        },
        severity,
      },
    },
    longest_window: {
      description:
        "No window reaches back further than `max`, its `offset` and `times` included. `lifetime`, `since` and `last n rows` without a duration reach back without end, so the rule refuses them.",
      ...orOff,
      additionalProperties: false,
      required: ["max"],
      examples: [{ max: "90d", severity: "warn" }],
      properties: {
        max: {
          description: "The longest window: a whole number and a unit: us, ms, s, m, h, d or w.",
          type: "string",
          minLength: 1,
          ...read(durationPattern),
          examples: ["90d"],
        },
        severity,
      },
    },
  },
} as const;
