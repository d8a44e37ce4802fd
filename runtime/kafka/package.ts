import { loadPackage } from "../online/optional-package.js";

/* Kafka's packages are installed only where topics are read, and loaded only then. */

export type KafkaPackage = typeof import("@platformatic/kafka");
export type AvroPackage = typeof import("avsc");

export const loadKafka = (): Promise<KafkaPackage> =>
  loadPackage(
    "reading a topic",
    { name: "@platformatic/kafka", versions: "^1.35.0" },
    () => import("@platformatic/kafka"),
  );

export const loadAvro = (): Promise<AvroPackage> =>
  loadPackage("reading Avro", { name: "avsc", versions: "^5.7.9" }, () => import("avsc"));
