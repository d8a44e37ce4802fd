/** `rules` of `feat.yaml`. */

const severities = ["error", "warn", "off"];
const severity = { description: "How severe a breach is.", enum: severities, default: "error" } as const;

/** A rule with more to say than its severity, which `off` alone turns off too. */
const orOff = { type: ["object", "string"], if: { type: "string" }, then: { const: "off" } } as const;

const rule = (description: string) => ({ description, enum: severities });

export const rules = {
  description: "What the whole project keeps, each rule with its severity: `error`, `warn`, or `off`.",
  type: "object",
  additionalProperties: false,
  properties: {
    owner: rule("Views, transforms and services say `@owner(…)`."),
    docs: rule("Entities, requests, sources, views, transforms and services of `.feat` files have a `///` comment."),
    ttl: rule("Views that read the latest row of a `state` source say how old it may be."),
    names: {
      description: "What is declared in `.feat` files, and what a service calls its features, matches a pattern.",
      ...orOff,
      additionalProperties: false,
      required: ["pattern"],
      properties: {
        pattern: {
          description: "A regular expression as JavaScript has it; it may match anywhere: `^…$` is for the whole.",
          type: "string",
          minLength: 1,
        },
        severity,
      },
    },
    longest_window: {
      description:
        "How far back a window may reach, its `offset` included; `lifetime`, `since` and `last n rows` have no end.",
      ...orOff,
      additionalProperties: false,
      required: ["max"],
      properties: {
        max: { description: "A whole number and us, ms, s, m, h, d or w: `90d`.", type: "string", minLength: 1 },
        severity,
      },
    },
  },
} as const;
