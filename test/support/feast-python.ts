import { pythonWith } from "./python-packages.js";

/** A Python with Feast's own SDK, and scikit-learn for the example. */
export const feastPython = (): string =>
  pythonWith("feast-0.67.0-scikit-learn-1.9.1", ["feast==0.67.0", "scikit-learn==1.9.1"]);
