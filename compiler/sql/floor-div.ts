/** Integer division toward minus infinity, also before 1970. */
export const floorDiv = (x: string, by: string): string => `((${x} - ((${x} % ${by} + ${by}) % ${by})) // ${by})`;
