type Degrees = number | null;
/** Null if a latitude or longitude is out of range. */
export declare function haversineKm(lat1: Degrees, lon1: Degrees, lat2: Degrees, lon2: Degrees): number | null;
