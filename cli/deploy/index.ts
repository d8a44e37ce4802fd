/**
 * What runs a project's server elsewhere: files for Docker and Kubernetes.
 *
 * In: a project, a target and options. Out: texts of files.
 * Always: the files hold no secret. A variable that the target names is a reference to a secret of the cluster, or is
 * given when the image is started. The server in the image is `featlang-server`, which loads generated code alone.
 */
export { type Deployment, deploymentOf, nameOf } from "./deployment.js";
export { dockerCommands, dockerFiles } from "./docker.js";
export { kubernetesFiles, secret } from "./kubernetes.js";
export { type NamedVariable, variablesIn } from "./variables.js";
export { type Written, writeFiles } from "./write-files.js";
