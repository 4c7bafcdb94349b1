import type { Environment } from '../template/resources.ts';

/** An HTTP API as the gateway serves it, read from the template's resources. */
export interface HttpApi {
  /** The API's id: ten lower-case letters and digits. */
  readonly id: string;
  /** The API's construct path, for messages. */
  readonly path: string;
  readonly name: string;
  readonly environment: Environment;
  readonly cors?: Cors;
  readonly stages: readonly Stage[];
  readonly routes: readonly Route[];
}

export interface Stage {
  /** `$default` is served at the root, any other stage under `/name`. */
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Cors {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposedHeaders: readonly string[];
  /** Seconds that a browser may keep a preflight's answer. */
  readonly maxAge?: number;
  readonly credentials: boolean;
}

export interface Route {
  /** The key as the template has it: `GET /pets/{id}` or `$default`. */
  readonly key: string;
  readonly integration: Integration;
  readonly authorization?: Authorization;
}

/** Which tokens a route takes. */
export interface Authorization {
  readonly authorizer: JwtAuthorizer;
  /** A token needs one of these; none are needed where the list is empty. */
  readonly scopes: readonly string[];
}

export interface JwtAuthorizer {
  readonly name: string;
  readonly identitySource: IdentitySource;
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** Where a request carries its token. Header names are in lower case. */
export interface IdentitySource {
  readonly in: 'header' | 'querystring';
  readonly name: string;
}

export interface Integration {
  /** The function's ARN, with the alias or version that the template names. */
  readonly functionArn: string;
  /** The function's name for people: its construct path below its stack. */
  readonly functionLabel: string;
  /** The most that the function may take, in milliseconds. */
  readonly timeout: number;
  /** Whether a permission of the function lets API Gateway call it on behalf of this route. */
  readonly permits: (sourceArn: string) => boolean;
}
