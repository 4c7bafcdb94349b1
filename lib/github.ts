/** Where the workflows that deploy run, and what they may come as. */
export interface GitHubSettings {
  /** `OWNER/NAME`, in GitHub's own spelling: trust compares letter by letter. */
  readonly repository: string;
  /** What is deployed: the only branch whose workflows get credentials that change anything. */
  readonly branch: string;
  /**
   * The GitHub environment of each stage that is deployed from there. Who approves, and from which branch, is set in the
   * environment itself; dev is for people's own accounts.
   */
  readonly environments: Readonly<Record<'staging' | 'prod', string>>;
  /** The prefix of the stacks' names that pull requests may compare themselves with. */
  readonly stacks: string;
}

/** What holds where nothing else is said. A repository of another name is told with `-c repository=OWNER/NAME`. */
export const github = {
  repository: 'unicorn-rides/unicorn-rides',
  branch: 'main',
  environments: { staging: 'staging', prod: 'prod' },
  stacks: 'UnicornRides-',
} as const satisfies GitHubSettings;

/**
 * A repository's name as a person gave it.
 *
 * @throws Error where it is none: a pattern would let others in
 */
export function repositoryNamed(name: unknown = github.repository): string {
  if (typeof name === 'string' && /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/.test(name)) return name;
  throw new Error(`"${name}" is no repository: it is OWNER/NAME.`);
}
