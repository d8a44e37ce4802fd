type Degrees = number | null;

const earthRadiusKm = 6371.0088;
const radians = (degrees: number): number => degrees * (Math.PI / 180);
const within = (degrees: Degrees, limit: number): degrees is number =>
  degrees !== null && degrees >= -limit && degrees <= limit;

/** Null if a latitude or longitude is out of range. */
export function haversineKm(lat1: Degrees, lon1: Degrees, lat2: Degrees, lon2: Degrees): number | null {
  if (!within(lat1, 90) || !within(lon1, 180) || !within(lat2, 90) || !within(lon2, 180)) return null;
  const lat = Math.sin(radians((lat2 - lat1) / 2));
  const lon = Math.sin(radians((lon2 - lon1) / 2));
  const square = lat * lat + Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * lon * lon;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(square)));
}
