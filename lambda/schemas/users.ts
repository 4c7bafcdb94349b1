import * as z from 'zod/mini';
import { Email, Location, Phone, Text, Timestamp } from './common.ts';

/** What a client sends of a user. */
export const UserInput = z.strictObject({
  name: Text,
  email: z.optional(Email),
  phone: z.optional(Phone),
  home: z.optional(Location),
});

export const User = z.strictObject({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  phone: z.optional(z.string()),
  home: z.optional(Location),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});
export type User = z.output<typeof User>;
