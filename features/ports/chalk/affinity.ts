/** How much a genre is a user's: the more, the earlier it stands among the favourites. */
export function affinity(favourites: readonly (string | null)[], genre: string): number {
  const place = favourites.indexOf(genre);
  return place < 0 ? 0 : 1 / (1 + place);
}
