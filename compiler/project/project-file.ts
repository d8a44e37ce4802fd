/** The file that makes a folder a project. */
export const projectFile = "feat.yaml";
