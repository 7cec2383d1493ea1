import { NARROWING } from './places.ts';

const WEST = 139.665;
const NORTH = 35.742;
const EAST = 139.815;
const SOUTH = 35.615;
export const WIDTH = 640;
const SCALE = WIDTH / ((EAST - WEST) * NARROWING);
export const HEIGHT = Math.round((NORTH - SOUTH) * SCALE);

/** As GeoJSON has it, degrees of WGS 84. */
export type LngLat = readonly [longitude: number, latitude: number];

/** Where a place is in the drawing. */
export function at([longitude, latitude]: LngLat): [number, number] {
  return [Math.round((longitude - WEST) * NARROWING * SCALE), Math.round((NORTH - latitude) * SCALE)];
}

/** Places as a line of an SVG path. */
export function line(points: readonly LngLat[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${at(point).join(' ')}`).join(' ');
}

export const LOOP: readonly LngLat[] = [
  [139.767, 35.681],
  [139.763, 35.675],
  [139.758, 35.666],
  [139.757, 35.655],
  [139.748, 35.646],
  [139.739, 35.629],
  [139.728, 35.62],
  [139.723, 35.626],
  [139.716, 35.634],
  [139.71, 35.647],
  [139.702, 35.658],
  [139.703, 35.67],
  [139.702, 35.683],
  [139.7, 35.69],
  [139.7, 35.701],
  [139.704, 35.713],
  [139.707, 35.721],
  [139.711, 35.73],
  [139.729, 35.732],
  [139.739, 35.733],
  [139.747, 35.737],
  [139.761, 35.738],
  [139.767, 35.732],
  [139.771, 35.728],
  [139.778, 35.721],
  [139.777, 35.714],
  [139.775, 35.707],
  [139.773, 35.698],
  [139.771, 35.692],
];

export const SUMIDA: readonly LngLat[] = [
  [139.806, 35.742],
  [139.808, 35.73],
  [139.801, 35.717],
  [139.796, 35.707],
  [139.79, 35.697],
  [139.788, 35.687],
  [139.787, 35.677],
  [139.779, 35.667],
  [139.77, 35.657],
  [139.766, 35.65],
];

export const BAY: readonly LngLat[] = [
  [139.815, 35.655],
  [139.8, 35.652],
  [139.786, 35.655],
  [139.774, 35.652],
  [139.764, 35.652],
  [139.758, 35.643],
  [139.75, 35.633],
  [139.748, 35.622],
  [139.752, 35.615],
  [139.815, 35.615],
];

export const PALACE: readonly LngLat[] = [
  [139.745, 35.689],
  [139.752, 35.692],
  [139.759, 35.69],
  [139.761, 35.684],
  [139.759, 35.679],
  [139.752, 35.677],
  [139.746, 35.681],
];
