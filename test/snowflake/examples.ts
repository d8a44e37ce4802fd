/** The example projects whose sources and views use nothing that the dialect lacks. */
export const examples = ["shop", "ports/feast", "ports/fennel", "ports/hopsworks", "ports/kaskada"] as const;
