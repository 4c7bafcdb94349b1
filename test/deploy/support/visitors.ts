import { poolPeople } from '../../support/user-pool.ts';
import { apiOf } from './api.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends a request in somebody's name, with a JSON body where one is given. */
export type Call = (
  method: string,
  path: string,
  body?: object,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

/** Who asks the API of a deployed stage. */
export interface Visitors {
  readonly anyone: Call;
  readonly rider: Call;
  readonly operator: Call;
  /** Removes them from the user pool. */
  readonly leave: () => Promise<void>;
}

/** Makes a rider and an operator in the user pool of a deployed stage. */
export async function visit(stackName: string): Promise<Visitors> {
  const { API_URL, USER_POOL_ID, CLIENT_ID } = await apiOf(stackName);
  const people = await poolPeople(USER_POOL_ID, CLIENT_ID);
  const as = async (name: string, ...groups: readonly string[]): Promise<Call> => {
    const { id_token } = await people.tokensFor(name, groups);
    return caller(API_URL, { authorization: `Bearer ${id_token}` });
  };
  const [rider, operator] = await Promise.all([as('rider'), as('operator', 'operators')]);
  return { anyone: caller(API_URL, {}), rider, operator, leave: people.remove };
}

function caller(url: string, fixed: Readonly<Record<string, string>>): Call {
  return async (method, path, body, more) => {
    const headers = { ...fixed, ...more, ...(body && { 'content-type': 'application/json' }) };
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
}

/** What operators put of a unicorn: available, in the middle of nowhere. */
export const unicorn = (latitude: number, longitude: number) => ({
  name: 'Bucephalus',
  color: 'golden',
  gender: 'male',
  location: { latitude, longitude },
  status: 'available',
});
