import { loadPackage, type OptionalPackage } from "../optional-package.js";

export type Driver = typeof import("@aws-sdk/client-dynamodb");

export const dynamodbPackage: OptionalPackage = { name: "@aws-sdk/client-dynamodb", versions: "^3.1169.0" };

export const loadDynamoDB = (): Promise<Driver> =>
  loadPackage("the DynamoDB store", dynamodbPackage, () => import("@aws-sdk/client-dynamodb"));
