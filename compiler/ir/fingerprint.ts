import { hash } from "node:crypto";
import type { Project, View } from "./index.js";
import { Meanings } from "./meanings.js";

/**
 * A hash (hex) of everything that decides which values are stored for a view: its keys, rows, latest columns and
 * aggregates, and the sources and functions that they read. It does not depend on what is computed on read (items, ttl,
 * defaults), nor on places, docs, annotations or `pii`, nor on names of lets, `fn`s and derived sources.
 */
export const viewFingerprint = (project: Project, view: View, meanings = new Meanings(project)): string =>
  hash("sha256", meanings.view(view).stored, "hex");
