type Vectors = readonly (readonly (number | bigint)[])[];
export declare const sumVectors: (vectors: Vectors) => readonly number[] | null;
export declare const avgVectors: (vectors: Vectors) => readonly number[] | null;
export declare const minVectors: (vectors: Vectors) => readonly number[] | null;
export declare const maxVectors: (vectors: Vectors) => readonly number[] | null;
