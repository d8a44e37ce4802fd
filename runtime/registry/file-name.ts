/** A name as the name of a file or object. A target may have any name. */
export const fileName = (name: string): string =>
  encodeURIComponent(name).replaceAll(".", "%2E").replaceAll("*", "%2A");

export const nameOfFile = (file: string): string => {
  try {
    return decodeURIComponent(file);
  } catch {
    // It is no name that Feat gave.
    return file;
  }
};
