import type { ContractChange } from './contract.ts';
import type { Finding } from './findings.ts';
import type { MadeFile } from './made-files.ts';

/** What a change is judged by. */
export interface Evidence {
  readonly findings: readonly Finding[];
  readonly contract: readonly ContractChange[];
  /** `docs/permissions.md`; or what kept it from being made. Only looked at where permissions widen. */
  readonly page: MadeFile | Error | undefined;
}

/** Why a change must not pass, each reason with what it is about. None: it may. */
export function reasonsAgainst({ findings, contract, page }: Evidence): string[] {
  const lost = findings.filter(({ loss }) => loss !== undefined);
  const widened = findings.filter(({ about }) => about === 'widened');
  const why = widened.length > 0 ? whyPageIsShort(page) : undefined;
  return [
    ...lost.map((finding) => `${finding.subject}${finding.text}: ${finding.loss} would be lost${inStages(finding)}`),
    ...widened.flatMap((finding) => {
      const what = `permission widened${inStages(finding)}: ${finding.subject}${finding.text}`;
      return why === undefined ? [] : [`${what}; ${why}`];
    }),
    ...contract
      .filter(({ breaks }) => breaks)
      .map(({ text, operations }) => `openapi.json breaks clients: ${[...operations, text].join(', ')}`),
  ];
}

/** ` in dev, prod`, or nothing for a stack of no stage. */
export function inStages({ family, stages }: Pick<Finding, 'family' | 'stages'>): string {
  return ` in ${stages.length === 0 ? family : stages.join(', ')}`;
}

/** The page shows a change when it is another than at the base and what the templates make it. */
function whyPageIsShort(page: Evidence['page']): string | undefined {
  if (page instanceof Error) return page.message;
  if (page?.now === undefined) return 'there is no docs/permissions.md';
  if (page.made !== undefined && page.made !== page.now)
    return 'docs/permissions.md is out of date (npm run permissions)';
  if (page.now === page.before) return 'docs/permissions.md does not show it';
  return undefined;
}
