/** Of nested values the dialect writes only lists of literals. Anything else was refused when the project was compiled. */
export const refused = (): never => {
  throw new Error("the dialect of Snowflake writes no nested values");
};
