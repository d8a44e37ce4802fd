/* Why the dialect writes no SQL for a function: the ends of sentences, "it …". */

export const noLists = "its arrays hold VARIANTs, so lists, maps and structs are not written for it yet";
export const noPatterns =
  "its regular expressions are POSIX's: where several matches begin at one place, it takes another one";
export const noFloatTexts = "it does not write a float with the fewest digits that read back as the same float";
export const noMoments = "its documentation does not say how SKEW and KURTOSIS treat values that nearly cancel";
