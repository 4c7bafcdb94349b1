import { answerOf, type User } from '../api/client.ts';
import { Failure } from '../api/failure.ts';
import { useApp } from '../shell/app.ts';
import { type Load, useLoad } from '../shell/load.ts';

/** The profile of whoever is signed in, as far as they have one. */
export interface Profile {
  readonly user: User | undefined;
  /** What it is, to change just that. */
  readonly etag: string | undefined;
}

export function useProfile(): Load<Profile> {
  const { api, person } = useApp();
  return useLoad(person?.id, async (signal) => {
    try {
      const path = { userId: person?.id ?? '' };
      const { data, response } = await answerOf(api.GET('/users/{userId}', { params: { path }, signal }));
      return { user: data, etag: response.headers.get('etag') ?? undefined };
    } catch (error) {
      if (error instanceof Failure && error.kind === 'not-found') return { user: undefined, etag: undefined };
      throw error;
    }
  });
}
