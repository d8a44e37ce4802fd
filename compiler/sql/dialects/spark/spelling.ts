/** A text literal of Spark, in which a backslash escapes. */
export const quoted = (value: string): string => `'${value.replace(/[\\'\n\r\t\0]/g, (char) => escapes[char]!)}'`;
const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "'": "\\'",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\0": "\\u0000",
};

export const identifier = (name: string): string => `\`${name.replaceAll("`", "``")}\``;
