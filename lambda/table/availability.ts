export interface Available {
  unicorn: import('../schemas/unicorns.ts').Unicorn;
  etag: string;
  distance: number;
}
export async function findAvailable(_: unknown, __: number): Promise<Available[]> {
  return [];
}
