/** Validation alone: the schema of a ride's request. */
import * as z from 'zod/mini';
import { RideInput } from '../../../../lambda/schemas/rides.ts';

export const handler = async ({ body }: { readonly body: string }) => {
  z.parse(RideInput, JSON.parse(body));
  return { statusCode: 201 };
};
