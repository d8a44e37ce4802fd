/**
 * The client's runtime.
 *
 * In: a project's artifact and an online store. Out: `get` and `getMany` for each service.
 * Always: inputs are checked before anything is read. There is one round trip per hop, however many rows and views are
 * read. An entity is read and decoded once per batch. Values leave as their TypeScript types, or as JSON.
 */
import type { ProjectArtifact } from "../artifacts.js";
import type { ClientOptions, ClientRuntime } from "./surface.js";
export declare function createClientRuntime(project: ProjectArtifact, options: ClientOptions): ClientRuntime;
