import { events } from "./support/case.js";
import { meaning } from "./support/check.js";

meaning("8. services and annotations", [
  [
    "98",
    "a service of keyless views only: no keys, labels need their time alone",
    {
      sources: {
        ev: events("k: int64, x: int64, tm: timestamp", [
          [1, 5, "09:00"],
          [2, 6, "10:00"],
        ]),
      },
      feat: "view v from ev { n = count() over 1d x } service s { v.* }",
      asks: [
        ["12:00", {}, { n: 2, x: 6 }],
        ["09:30", {}, { n: 1, x: 5 }],
      ],
    },
  ],
]);
