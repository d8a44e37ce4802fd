import fc from "fast-check";
import { expect, test } from "vitest";
import { buildModel, manifestText, viewFingerprint } from "../../compiler/model/index.js";
import { parse } from "../../grammar/index.js";
import { entities, shop } from "./support/sources.js";

const text = `${entities}
request checkout { cart_value: float64, items: int64?, country: string }
source clean from clickstream where not is_bot { *, cents = price * 100, word = match event { "view" | "buy" => "v", else => country } }
fn tier(x: float64, y: string?): string = if x > 1_000 then y ?? "gold" else "none"
view stats for customer from customer_features ttl 7d { total_spend, zip default "0", is_vip default false, let r = total_spend / small, ratio = r ?? 0.0 }
view activity for product from clean every 1d after 3h { views = count() where event == "view" over [1d, 7d], rate = views / 2, best = max(price) over lifetime }
view zip_facts for zipcode from zip_facts_table { median_income }
transform signals { use zip_facts (zip = stats.zip), use stats as other (customer_id = other_id), a = tier(stats.ratio, other.zip), b = activity.rate * checkout.cart_value, c = zip_facts.median_income, d = customer_id in [1, 2] }
transform outer { e = signals.a, f = signals.c between 1 and checkout.items }
service s { stats.* except { zip }, signals as g (customer_id = buyer) { a as letter, d }, outer.*, activity.views as seen }
test "t" { given stats { total_spend: 6, zip: stale } given clickstream [{ price: 1 }] at "2024-01-01T00:00:00Z" for { customer_id: 3 } expect s { g_letter: "none", f: null } }
`;

const tokens = text.match(/[A-Za-z_]\w*|\d[\d_]*[a-z]*|"[^"]*"|\s+|[^\sA-Za-z0-9_"]/g)!;
const words = tokens.flatMap((token, i) => (/^[\w"]/.test(token) ? [i] : []));
const replacements = [
  ...new Set(words.map((i) => tokens[i]!)),
  "null",
  "[]",
  "now()",
  "count()",
  "1.5",
  "-1",
  '"2024-01-01"',
  "constructor",
  "__proto__",
];

/** The text with some of its words replaced by others: mostly well-formed, mostly wrong. */
const mutated = fc
  .array(fc.record({ at: fc.nat(words.length - 1), by: fc.nat(replacements.length - 1) }), {
    minLength: 1,
    maxLength: 4,
  })
  .map((edits) => {
    const changed = [...tokens];
    for (const { at, by } of edits) changed[words[at]!] = replacements[by]!;
    return changed.join("");
  });

const compile = (source: string) => {
  const { file, issues } = parse(source);
  return buildModel({
    project: { name: "p", sources: shop },
    files: [{ path: "a.feat", text: source, ast: file, issues }],
  });
};

test("the unchanged text has no errors", () => {
  expect(compile(text).diagnostics.map((d) => d.message)).toEqual(["entity `user` has no view"]);
});

/** The text with a few of its tokens left out or replaced by a bracket: not well-formed. */
const withTokensLost = fc
  .array(fc.record({ at: fc.nat(tokens.length - 1), by: fc.constantFrom("", "{", "}", "(", "=", "??", "for") }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((edits) => {
    const changed = [...tokens];
    for (const { at, by } of edits) changed[at] = by;
    return changed.join("");
  });

test("no text makes the model throw; the IR is JSON; a diagnostic underlines text that exists", () => {
  fc.assert(
    fc.property(fc.oneof(mutated, withTokensLost), (source) => {
      const { value, diagnostics } = compile(source);
      expect(JSON.parse(manifestText(value))).toMatchObject({ manifest: 1, name: value.name });
      for (const view of value.views) expect(viewFingerprint(value, view)).toMatch(/^[0-9a-f]{64}$/);
      for (const { place, message } of diagnostics) {
        expect(place.file, message).toBe("a.feat");
        expect(place.span.start, message).toBeLessThan(place.span.end);
        expect(place.span.end, message).toBeLessThanOrEqual(source.length);
      }
      // Every name that the IR's steps read exists.
      const known = new Set([...value.views, ...value.transforms].map(({ name }) => name));
      for (const step of value.services.flatMap((service) => service.steps)) {
        expect(known).toContain(step.node === "read" ? step.view : step.transform);
      }
    }),
    { numRuns: 400 },
  );
});
