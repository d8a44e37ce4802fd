/** How much a user likes a genre: the earlier it comes among the favourites, the more. */
export function affinity(favourites: readonly (string | null)[], genre: string): number {
  const place = favourites.indexOf(genre);
  return place < 0 ? 0 : 1 / (1 + place);
}
